using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests;

public class FacadeTests
{
    [Fact]
    public void A_placement_that_already_holds_passes_and_moves_nothing()
    {
        var planned = Planning.Plan(Lab.Site, Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Empty(planned.Plan!.Moves);
        Assert.Equal(["de-1", "de-2", "de-3"], planned.Plan.Admitted["db"]);
    }

    [Fact]
    public void Traffic_goes_around_a_switch_that_is_to_be_avoided()
    {
        var planned = Planning.Plan(Lab.Site, Planning.Avoid("db", "api", "s2"));
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.NotEmpty(planned.Plan!.FlowRules);
    }

    [Fact]
    public void A_service_leaves_a_node_that_is_forbidden_without_a_restart()
    {
        var rule = new ServiceRule { Services = Selector.ByName("triage"), Nodes = LabelExpression.In(LabelKeys.Jurisdiction, "DE", "FR") };
        var planned = Planning.Plan(Lab.Site, rule);
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        var layout = Assert.Single(planned.Plan!.Pipelines);
        Assert.DoesNotContain("us-1", layout.Nodes);
        Assert.All(planned.Plan.Moves, m => Assert.False(m.Restart));
    }

    [Fact]
    public void What_cannot_be_had_at_all_is_infeasible_and_what_cannot_be_had_together_a_conflict()
    {
        var site = Lab.Site;
        Assert.Equal(Outcome.Infeasible, Planning.Plan(site, Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "JP"))).Verdict.Outcome);
        var active = Planning.Intent(7, Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        var planned = Planning.Facade.Plan(site, [active], Planning.Intent(8, Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "FR"))), Planning.Now);
        Assert.Equal(Outcome.Conflict, planned.Verdict.Outcome);
        Assert.Equal([7], planned.Verdict.Conflict!.IntentIds);
        Assert.Equal(2, planned.Verdict.Conflict.Rules.Count);
    }
}

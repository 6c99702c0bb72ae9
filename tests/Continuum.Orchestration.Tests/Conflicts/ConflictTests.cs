using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests.Conflicts;

public class ConflictTests
{
    private static readonly Site Site = Lab.Site;

    [Fact]
    public void The_smallest_set_leaves_bystanders_out()
    {
        ActiveIntent[] active =
        [
            Planning.Intent(3, Planning.Place("log", LabelExpression.In("jurisdiction", "DE"))),
            Planning.Intent(4, Planning.Avoid("db", "api", "s2"), Planning.Place("db", LabelExpression.In("zone", "de-a"))),
            Planning.Intent(5, new IsolationRule { A = Selector.ByName("cam"), B = Selector.ByName("web") }),
        ];
        var planned = Planning.Facade.Plan(Site, active, Planning.Intent(6, Planning.Place("log", LabelExpression.In("tier", "edge")), Planning.Path("db", "api") with { MaxLatencyMs = 3 }), Planning.Now);
        Assert.Equal(Outcome.Conflict, planned.Verdict.Outcome);
        Assert.Null(planned.Plan);
        Assert.Equal([4], planned.Verdict.Conflict!.IntentIds);
        Assert.Equal(2, planned.Verdict.Conflict.Rules.Count);
        Assert.Contains("intent 4", Assert.Single(planned.Verdict.Conflict.Relax), StringComparison.Ordinal);
    }

    [Fact]
    public void Three_rules_that_only_clash_together_are_all_named()
    {
        ActiveIntent[] active =
        [
            Planning.Intent(1, Planning.Place("db", LabelExpression.In("jurisdiction", "DE", "FR"))),
            Planning.Intent(2, Planning.Place("db", LabelExpression.In("jurisdiction", "DE", "US"))),
        ];
        var planned = Planning.Facade.Plan(Site, active, Planning.Intent(3, Planning.Place("db", LabelExpression.In("jurisdiction", "FR", "US"))), Planning.Now);
        Assert.Equal(Outcome.Conflict, planned.Verdict.Outcome);
        Assert.Equal([1, 2], planned.Verdict.Conflict!.IntentIds);
        Assert.Equal(3, planned.Verdict.Conflict.Rules.Count);
    }

    [Fact]
    public void A_way_for_packets_that_an_isolation_drops_is_a_conflict_but_a_prohibition_is_not()
    {
        var isolated = Planning.Intent(1, new IsolationRule { A = Selector.ByName("db"), B = Selector.ByName("api") });
        Outcome With(PathRule rule) => Planning.Facade.Plan(Site, [isolated], Planning.Intent(2, rule), Planning.Now).Verdict.Outcome;
        Assert.Equal(Outcome.Conflict, With(Planning.Path("db", "api") with { Through = [LabelExpression.In(LabelKeys.Name, "s4")] }));
        Assert.Equal(Outcome.Pass, With(Planning.Avoid("db", "api", "s2")));
    }

    [Fact]
    public void Preferences_conflict_with_nothing()
    {
        var active = Planning.Intent(1, Planning.Place("db", LabelExpression.In("jurisdiction", "DE")));
        var wish = Planning.Intent(2, Planning.Place("db", LabelExpression.In("jurisdiction", "FR")) with { PreferredPriority = 50 }, Planning.Path("db", "cam") with { MaxLatencyMs = 0.1, PreferredPriority = 10 });
        var planned = Planning.Facade.Plan(Site, [active], wish, Planning.Now);
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Equal(2, planned.Plan!.UnmetPreferences.Count);
    }

    [Theory]
    [InlineData(1, 3, 2, 4, Outcome.Conflict)]
    [InlineData(1, 2, 2, 4, Outcome.Pass)]
    [InlineData(5, 6, 2, 4, Outcome.Pass)]
    [InlineData(null, null, 2, 4, Outcome.Conflict)]
    public void Rules_conflict_only_where_their_windows_meet(int? fromDay, int? untilDay, int otherFrom, int otherUntil, Outcome expected)
    {
        var first = Planning.Place("db", LabelExpression.In("jurisdiction", "DE")) with { Validity = Days(fromDay, untilDay) };
        var second = Planning.Place("db", LabelExpression.In("jurisdiction", "FR")) with { Validity = Days(otherFrom, otherUntil) };
        Assert.Equal(expected, Planning.Facade.Plan(Site, [Planning.Intent(1, first)], Planning.Intent(2, second), Planning.Now).Verdict.Outcome);
        Assert.Equal(expected, Planning.Facade.Plan(Site, [Planning.Intent(1, second)], Planning.Intent(2, first), Planning.Now).Verdict.Outcome);
    }

    [Fact]
    public void A_plan_shows_the_state_inside_the_earliest_window()
    {
        var rule = Planning.Place("api", LabelExpression.In("jurisdiction", "FR")) with { Validity = Days(2, 4) };
        var planned = Planning.Plan(Site, rule);
        Assert.Equal(Planning.Now.AddDays(2), planned.At);
        Assert.Equal("fr-1", planned.Plan!.Placement["api"]);
        Assert.Equal("de-2", Planning.Facade.Desired(Site, [Planning.Intent(1, rule)], Planning.Now).Plan!.Placement["api"]);
    }

    [Fact]
    public void A_window_that_is_over_protects_nothing_and_is_refused() =>
        Assert.Contains(Planning.Plan(Site, Planning.Place("api", LabelExpression.In("jurisdiction", "FR")) with { Validity = Days(-4, -2) }).Verdict.Checks, c => c is { Name: "validity-ahead", Passed: false });

    [Fact]
    public void A_rule_that_reaches_nobody_is_refused()
    {
        var planned = Planning.Plan(Site, Planning.Place("nobody", LabelExpression.In("jurisdiction", "FR")));
        Assert.Equal(Outcome.Fail, planned.Verdict.Outcome);
        Assert.Contains(planned.Verdict.Checks, c => c is { Name: "rule-reaches-subjects", Passed: false });
    }

    [Fact]
    public void Withdrawing_plans_the_state_without_the_intent_and_amending_the_state_with_another()
    {
        ActiveIntent[] active = [Planning.Intent(1, Planning.Place("db", LabelExpression.In("jurisdiction", "DE"))), Planning.Intent(2, Planning.Avoid("db", "api", "s2"))];
        var withdrawn = Planning.Facade.Withdraw(Site, active, 2, Planning.Now);
        Assert.True(withdrawn.Verdict.Passed, Planning.Failures(withdrawn));
        Assert.Empty(withdrawn.Plan!.FlowRules);
        var amended = Planning.Facade.Amend(Site, active, Planning.Intent(1, Planning.Place("db", LabelExpression.In("jurisdiction", "FR"))), Planning.Now);
        Assert.True(amended.Verdict.Passed, Planning.Failures(amended));
        Assert.Equal(["fr-1"], amended.Plan!.Admitted["db"]);
        Assert.NotEmpty(amended.Plan.FlowRules);
    }

    private static Validity? Days(int? from, int? until) => from is null ? null : new Validity(Planning.Now.AddDays(from.Value), Planning.Now.AddDays(until!.Value));
}

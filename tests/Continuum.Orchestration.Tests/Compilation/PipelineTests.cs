using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests.Compilation;

public class PipelineTests
{
    private static readonly PathCondition NotOverUs = new() { Switches = LabelExpression.NotIn("jurisdiction", "US") };

    [Fact]
    public void What_holds_already_moves_nothing()
    {
        var planned = Planning.Plan(Lab.Site, new ServiceRule { Services = Selector.ByName("triage"), Nodes = LabelExpression.In("jurisdiction", "DE", "US") });
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Empty(planned.Plan!.Moves);
        Assert.Equal(["de-1", "us-1"], planned.Plan.Pipelines.Single().Nodes);
    }

    [Fact]
    public void A_part_without_a_compliant_way_out_is_started_afresh()
    {
        var planned = Planning.Plan(Lab.Site, new ServiceRule { Services = Selector.ByName("triage"), Nodes = LabelExpression.In("jurisdiction", "DE"), Transfers = NotOverUs });
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.True(Assert.Single(planned.Plan!.Moves).Restart);
    }

    [Fact]
    public void A_path_rule_on_a_data_class_moves_a_pipeline_off_the_switches_it_forbids()
    {
        var rule = new PathRule { From = Selector.ByLabel("data", "phi"), To = Selector.ByLabel("data", "phi"), Condition = NotOverUs };
        var planned = Planning.Plan(Lab.Site, rule);
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.DoesNotContain("us-1", planned.Plan!.Pipelines.Single().Nodes);
    }

    [Fact]
    public void The_head_alone_can_be_bound()
    {
        var planned = Planning.Plan(Lab.Site, new ServiceRule { Services = Selector.ByName("triage"), Nodes = LabelExpression.In("jurisdiction", "FR"), Parts = ServiceParts.Head });
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Equal("fr-1", planned.Plan!.Pipelines.Single().Head);
        Assert.Equal(["triage head"], planned.Plan.Moves.Select(m => m.Subject));
    }

    [Fact]
    public void An_isolation_that_cuts_a_pipeline_does_not_pass()
    {
        var site = Lab.Builder().Workload("x", "de-1").Workload("y", "us-1").Build();
        var rule = new IsolationRule { A = Selector.ByName("x"), B = Selector.ByName("y") };
        var cut = Planning.Plan(site, rule);
        Assert.Equal(Outcome.Fail, cut.Verdict.Outcome);
        Assert.NotNull(cut.Plan);
        Assert.Contains(cut.Verdict.Checks, c => c is { Name: "pipeline-transfers-uncut", Passed: false, Subject: "triage" });

        // Where one of them has a choice, it keeps clear of the pipeline.
        var free = Planning.Plan(site, rule, Planning.Place("x", LabelExpression.In("jurisdiction", "DE")));
        Assert.True(free.Verdict.Passed, Planning.Failures(free));
        Assert.DoesNotContain("de-1", free.Plan!.Admitted["x"]);
    }

    [Fact]
    public void A_promise_that_no_layout_keeps_is_infeasible_and_says_what_was_assumed()
    {
        var planned = Planning.Plan(Lab.Site, new ServiceRule { Services = Selector.ByName("triage"), Objectives = [new Objective(ObjectiveMetric.Ttft, 0.01)] });
        Assert.Equal(Outcome.Infeasible, planned.Verdict.Outcome);
        Assert.Contains("512 tokens in", planned.Verdict.Checks.Single(c => c.Name == "objective-predicted").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_is_kept_by_moving_where_staying_would_break_it()
    {
        var planned = Planning.Plan(Lab.Site, new ServiceRule { Services = Selector.ByName("triage"), Objectives = [new Objective(ObjectiveMetric.Tpot, 1)] });
        Assert.True(planned.Verdict.Passed, Planning.Failures(planned));
        Assert.Single(planned.Plan!.Pipelines.Single().Nodes);
    }
}

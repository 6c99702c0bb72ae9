using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration;
using Continuum.Serving.Pipelines;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class LabSiteTests
{
    private static readonly Site Site = LabSite.Site;

    [Fact]
    public void It_has_what_a_first_look_needs()
    {
        Assert.Equal("clinic-lab", Site.Name);
        Assert.True(Site.Nodes.Count >= 12);
        Assert.Equal([Tier.Cloud, Tier.Edge, Tier.FarEdge], Site.Nodes.Select(n => n.Tier).Distinct().Order());
        Assert.Superset(new HashSet<string> { "DE", "FR", "IE", "US", "CH", "NL" }, Site.Nodes.Select(n => n.Labels["jurisdiction"]).ToHashSet());
        Assert.True(Site.Switches.Count >= 8);
        Assert.True(Site.Workloads.Count >= 12);
        Assert.Equal(["triage", "summarise"], Site.Services.Select(s => s.Name));
        Assert.Superset(new HashSet<string> { "phi", "pii", "public", "telemetry" }, Site.Workloads.Select(w => w.Labels["data"]).ToHashSet());
        Assert.Contains(Site.Links, l => l.Labels["encrypted"] == "false");
        Assert.Contains(Site.Switches, s => s.Labels["operatorCountry"] == "US");
    }

    [Fact]
    public void Any_link_may_fail_and_everything_is_still_connected()
    {
        foreach (var gone in Site.Links) Assert.Equal(Site.Switches.Count, Reached(Site.Links.Where(l => l != gone)));
    }

    [Fact]
    public void Everything_is_reached_without_a_switch_run_from_the_US()
    {
        var run = Site.Switches.Where(s => s.Labels["operatorCountry"] == "US").Select(s => s.Name).ToHashSet();
        Assert.Equal(Site.Switches.Count - run.Count, Reached(Site.Links.Where(l => !run.Contains(l.A.Switch) && !run.Contains(l.B.Switch))));
    }

    [Fact]
    public void The_first_intent_of_the_readme_passes_and_moves_something()
    {
        var notes = Selector.ByLabel("data", "phi");
        var policy = new Policy(
        [
            new PlacementRule { Subjects = notes, Nodes = LabelExpression.In("jurisdiction", "DE") },
            new PathRule { From = notes, To = notes, Condition = new PathCondition { Switches = LabelExpression.NotIn("operatorCountry", "US") } },
            new ServiceRule { Services = Selector.ByName("triage"), Objectives = [new Objective(ObjectiveMetric.E2E, 300)] },
        ]);
        var models = new ModelCatalog();
        var costs = new RooflineCostModel(models);
        var planned = new IntentPlanning(new PipelineSearch(costs, models), costs)
            .Plan(Site, [], new ActiveIntent(1, "first", policy), DateTimeOffset.UnixEpoch);
        Assert.True(planned.Verdict.Passed, string.Join('\n', planned.Verdict.Checks.Where(c => !c.Passed)));
        Assert.Contains(planned.Plan!.Moves, m => m.Subject == "chart-db");
        Assert.Contains(planned.Plan.Moves, m => m.Subject.StartsWith("triage", StringComparison.Ordinal));
        Assert.NotEmpty(planned.Plan.FlowRules);
    }

    private static int Reached(IEnumerable<Link> links)
    {
        var left = links.ToList();
        var reached = new HashSet<string> { left[0].A.Switch };
        while (left.Where(l => reached.Contains(l.A.Switch) != reached.Contains(l.B.Switch)).ToList() is { Count: > 0 } edge)
        {
            foreach (var link in edge) reached.UnionWith([link.A.Switch, link.B.Switch]);
        }

        return reached.Count;
    }
}

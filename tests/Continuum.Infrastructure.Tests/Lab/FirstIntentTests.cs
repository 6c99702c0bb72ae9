using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration;
using Continuum.Orchestration.Drivers;
using Continuum.Serving.Pipelines;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>The README's first intent, enacted on the lab through its drivers and read back from it.</summary>
public sealed class FirstIntentTests : IAsyncDisposable
{
    private static readonly Selector Notes = Selector.ByLabel("data", "phi");

    private static readonly ActiveIntent Intent = new(1, "Patient notes stay in Germany, never cross a US-run switch, and triage answers within 300 ms", new Policy(
    [
        new PlacementRule { Subjects = Notes, Nodes = LabelExpression.In("jurisdiction", "DE") },
        new PathRule { From = Notes, To = Notes, Condition = new PathCondition { Switches = LabelExpression.NotIn("operatorCountry", "US") } },
        new ServiceRule { Services = Selector.ByName("triage"), Objectives = [new Objective(ObjectiveMetric.E2E, 300)] },
    ]));

    private readonly LabBench bench = new(costs: true);
    private readonly IntentPlanning planning;

    public FirstIntentTests()
    {
        var models = new ModelCatalog();
        var costs = new RooflineCostModel(models);
        planning = new IntentPlanning(new PipelineSearch(costs, models), costs);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task It_passes_moves_something_and_becomes_true()
    {
        Assert.NotEmpty(await StraysAsync());
        var plan = await EnactAsync();
        Assert.Contains(plan.Moves, m => m.Subject == "chart-db");
        Assert.Contains(plan.Moves, m => m.Subject.StartsWith("triage", StringComparison.Ordinal));
        var germans = bench.Site.Nodes.Where(n => n.Labels["jurisdiction"] == "DE").Select(n => n.Name).ToHashSet();
        Assert.All(Notes.Of(bench.Site), s => Assert.Subset(germans, s.StandsOn.ToHashSet()));
        Assert.Empty(await StraysAsync());
        Assert.Equal("fra-gpu-1", bench.Site.Services.Single(s => s.Name == "triage").Head);

        bench.Telemetry.Advance();
        Assert.InRange(bench.Telemetry.Current.Services.Single(s => s.Service == "triage").TtftP95Ms!.Value, 0, 300);
        Assert.Contains((await bench.Fabric.ReadAsync(Token)).Entries, e => e.Rule.Priority >= FlowPriority.PlanFloor && e.Packets > 0);
        // Planned again on the site as it is now, nothing is left to do.
        var again = planning.Desired(bench.Site, [Intent], bench.Time.GetUtcNow()).Plan!;
        Assert.Empty(again.Moves);
        Assert.Equal(plan.FlowRules.ToHashSet(), again.FlowRules.ToHashSet());
    }

    [Fact]
    public async Task Whatever_single_link_fails_nothing_crosses_what_it_must_not()
    {
        await EnactAsync();
        foreach (var link in bench.Site.Links)
        {
            await bench.Controls.SetLinkAsync(link.A.ToString(), false, Token);
            Assert.DoesNotContain(await StraysAsync(), s => s.Contains("US", StringComparison.Ordinal));
            await bench.Controls.SetLinkAsync(link.A.ToString(), true, Token);
        }
    }

    [Theory]
    [InlineData(FlowTampering.Redirect)]
    [InlineData(FlowTampering.Delete)]
    [InlineData(FlowTampering.Rogue)]
    public async Task Tampering_with_a_bound_switch_shows_in_the_tables_read_back(FlowTampering how)
    {
        await EnactAsync();
        bench.Telemetry.Advance();
        var before = (await bench.Fabric.ReadAsync(Token)).Entries.Select(e => e.Rule).ToHashSet();
        await bench.Controls.TamperFlowAsync("sw-fra", how, Token);
        var after = (await bench.Fabric.ReadAsync(Token)).Entries.Select(e => e.Rule).ToHashSet();
        Assert.False(before.SetEquals(after));
    }

    private async Task<Plan> EnactAsync()
    {
        var planned = planning.Plan(bench.Site, [], Intent, bench.Time.GetUtcNow());
        Assert.True(planned.Verdict.Passed, string.Join('\n', planned.Verdict.Checks.Where(c => !c.Passed)));
        var plan = planned.Plan!;
        await bench.Fabric.ApplyAsync(new FabricChange(plan.FlowRules, []), Token);
        foreach (var manifest in plan.Kubernetes) await bench.Cluster.ApplyAsync(manifest, Token);
        foreach (var (workload, node) in plan.Placement) await bench.Cluster.MoveAsync(workload, [node], Token);
        foreach (var layout in plan.Pipelines) await bench.Serving.ReconfigureAsync(layout, "intent 1", Token);
        return plan;
    }

    // Pairs of notes whose packets do not arrive, or cross a switch that a US carrier runs.
    private async Task<IReadOnlyList<string>> StraysAsync()
    {
        var strays = new List<string>();
        var nodes = Notes.Of(bench.Site).SelectMany(s => s.StandsOn).Distinct().Select(n => bench.Site.FindNode(n)!).ToList();
        foreach (var from in nodes)
        {
            foreach (var to in nodes.Where(n => n != from))
            {
                var walk = await bench.Fabric.WalkAsync(new Packet(from.Attach!.Ip, to.Attach!.Ip, IpProtocol.Tcp, 40000, 443), Token);
                var crossed = walk.Hops.Where(h => bench.Site.FindSwitch(h)!.Labels["operatorCountry"] == "US").ToList();
                if (crossed.Count > 0) strays.Add($"{from.Name} to {to.Name} crosses {string.Join(", ", crossed)}, run from the US");
                else if (walk.DeliveredTo != to.Name) strays.Add($"{from.Name} to {to.Name}: {walk.End}");
            }
        }

        return strays;
    }
}

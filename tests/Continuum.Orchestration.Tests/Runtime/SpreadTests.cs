using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Tests.Runtime.Support;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>Replicas that a rule spreads really stand apart, are proved to, and are parted again when somebody gathers them.</summary>
public class SpreadTests
{
    private static readonly Rule Spread = new PlacementRule
    {
        Subjects = Selector.ByName("web"),
        Nodes = LabelExpression.In(LabelKeys.Jurisdiction, "DE"),
        Arrangement = Arrangement.Spread,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<string> Places(World world) => world.Site.Now.Workloads.Single(w => w.Name == "web").StandsOn;

    [Fact]
    public async Task Replicas_stand_on_different_nodes_and_the_evidence_says_so()
    {
        var world = new World();
        var record = await world.MakeActiveAsync("spread web", Spread);
        var places = Places(world);
        Assert.Equal(2, places.Count);
        Assert.All(places, n => Assert.Equal("DE", world.Site.Now.FindNode(n)!.Labels[LabelKeys.Jurisdiction]));
        var proof = Assert.Single(record.Evidence, e => e.Kind == "arrangement");
        Assert.True(proof.Holds, proof.ToString());
    }

    [Fact]
    public async Task Replicas_that_were_gathered_on_one_node_are_drift_and_are_parted_again()
    {
        var world = new World();
        await world.MakeActiveAsync("spread web", Spread);
        var places = Places(world);
        world.Site.Change(s => s with { Workloads = [.. s.Workloads.Select(w => w.Name == "web" ? w.On([places[0]]) : w)] });
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal("repaired", Assert.Single(world.Get(1).Drift).Resolution);
        Assert.Equal(places, Places(world));
    }

    [Fact]
    public async Task A_later_rule_that_admits_their_nodes_leaves_them_there_and_one_that_does_not_moves_them()
    {
        var world = new World();
        await world.MakeActiveAsync("spread web", Spread);
        var places = Places(world);
        await world.MakeActiveAsync("web in DE", Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        Assert.Equal(places, Places(world));
        await world.Service.WithdrawAsync(1, "ada", Token);
        await world.RunJobsAsync();
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Withdrawn, world.Get(1).State);
        Assert.Equal(places, Places(world));
        await world.MakeActiveAsync("web on one", Planning.Place("web", LabelExpression.In(LabelKeys.Name, places[1])));
        Assert.Equal([places[1]], Places(world));
    }

    [Fact]
    public async Task A_failed_spread_goes_back_to_where_it_was()
    {
        var world = new World();
        var before = Places(world);
        world.Cluster.MoveFault = (_, nodes) => nodes.Contains(',', StringComparison.Ordinal) ? new InvalidOperationException("no room") : null;
        var record = await world.SayAsync("spread web", Spread);
        await world.ApproveAsync(record.Id);
        Assert.Equal(IntentState.Failed, world.Get(record.Id).State);
        Assert.Equal(before, Places(world));
    }
}

using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class LabClusterTests : IAsyncDisposable
{
    private readonly LabBench bench = new(Lines.Triangle());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private static Manifest Only(string workload, string kind, string jurisdiction, string? apartFrom = null)
    {
        var affinity = new JsonObject
        {
            ["nodeAffinity"] = JsonNode.Parse(
                $$$"""{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"{{{LabelKeys.ToKubernetes("jurisdiction")}}}","operator":"In","values":["{{{jurisdiction}}}"]}]}]}}"""),
        };
        if (apartFrom is not null)
        {
            affinity["podAntiAffinity"] = JsonNode.Parse(
                $$"""{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["{{apartFrom}}"]}]},"topologyKey":"kubernetes.io/hostname"}]}""");
        }

        return new Manifest(workload, new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = workload, ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["affinity"] = affinity } } },
        });
    }

    [Fact]
    public async Task A_manifest_is_read_back_moves_nothing_and_can_be_withdrawn()
    {
        using var told = LabBench.Listen(bench.Cluster);
        var manifest = Only("web", "Deployment", "FR");
        await bench.Cluster.ApplyAsync(manifest, Token);
        await bench.Cluster.ApplyAsync(manifest, Token);
        var web = (await bench.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web");
        Assert.Equal("n1", Assert.Single(web.Nodes));
        Assert.True(JsonNode.DeepEquals(manifest.Body, web.Applied!.Body));
        await bench.Cluster.WithdrawAsync("web", Token);
        await bench.Cluster.WithdrawAsync("web", Token);
        Assert.Null((await bench.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web").Applied);
        Assert.Equal(("manifest applied", true), (await told.NextAsync(DriverEventKind.WorkloadChanged) is var e ? (e.Detail, e.Own) : default));
        Assert.Equal("manifest withdrawn", (await told.NextAsync(DriverEventKind.WorkloadChanged)).Detail);
    }

    [Theory]
    [InlineData("web", "StatefulSet")]
    [InlineData("nobody", "Deployment")]
    public async Task A_manifest_for_something_else_is_refused(string workload, string kind) =>
        await Assert.ThrowsAsync<DriverException>(() => bench.Cluster.ApplyAsync(Only(workload, kind, "DE"), Token));

    [Fact]
    public async Task A_move_takes_its_time_is_seen_on_the_way_and_told_as_own()
    {
        await using var slow = new LabBench(Lines.Triangle(), LabOptions.Immediate with { PodStart = TimeSpan.FromSeconds(1) });
        using var told = LabBench.Listen(slow.Cluster);
        var move = slow.Cluster.MoveAsync("web", ["n2"], Token);
        Assert.Equal(["n1", "n2"], (await slow.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web").Nodes);
        Assert.Equal("n1", slow.NodeOf("web"));
        await Assert.ThrowsAsync<DriverException>(() => slow.Cluster.MoveAsync("web", ["n3"], Token));
        slow.Time.Advance(TimeSpan.FromSeconds(1));
        await move;
        Assert.Equal("n2", slow.NodeOf("web"));
        Assert.Equal(("moved from n1 to n2", true), (await told.NextAsync(DriverEventKind.WorkloadChanged) is var e ? (e.Detail, e.Own) : default));
        await slow.Cluster.MoveAsync("web", ["n2"], Token);
    }

    [Fact]
    public async Task A_move_to_a_node_that_goes_down_meanwhile_fails_and_leaves_it()
    {
        await using var slow = new LabBench(Lines.Triangle(), LabOptions.Immediate with { PodStart = TimeSpan.FromSeconds(1) });
        var move = slow.Cluster.MoveAsync("web", ["n2"], Token);
        await slow.Controls.SetNodeAsync("n2", false, Token);
        slow.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("n2 is down", (await Assert.ThrowsAsync<DriverException>(() => move)).Message, StringComparison.Ordinal);
        Assert.Equal(["n1"], (await slow.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web").Nodes);
    }

    [Fact]
    public async Task A_move_can_be_called_off()
    {
        await using var slow = new LabBench(Lines.Triangle(), LabOptions.Immediate with { PodStart = TimeSpan.FromSeconds(1) });
        using var stop = new CancellationTokenSource();
        var move = slow.Cluster.MoveAsync("web", ["n2"], stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => move);
        Assert.Equal(["n1"], (await slow.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web").Nodes);
    }

    [Fact]
    public async Task A_node_that_cannot_take_it_says_why()
    {
        await bench.Cluster.ApplyAsync(Only("web", "Deployment", "DE"), Token);
        await RefusedAsync("n3", "node affinity");
        await RefusedAsync("n9", "no node n9");
        await bench.Controls.DrainAsync("n2", true, Token);
        await RefusedAsync("n2", "cordoned");

        async Task RefusedAsync(string node, string why) =>
            Assert.Contains(why, (await Assert.ThrowsAsync<DriverException>(() => bench.Cluster.MoveAsync("web", [node], Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_node_takes_nothing()
    {
        var site = Lines.Triangle();
        await using var full = new LabBench(site with { Workloads = [.. site.Workloads, new Workload { Name = "big", Node = "n2", Requests = new Capacity(5, 1) }] });
        Assert.Contains("1 CPU free", (await Assert.ThrowsAsync<DriverException>(() => full.Cluster.MoveAsync("web", ["n2"], Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_never_placed_stays_nowhere_until_it_is_moved()
    {
        await bench.StartAsync();
        await bench.Cluster.ApplyAsync(Only("unplaced", "Deployment", "DE"), Token);
        Assert.Null(bench.NodeOf("unplaced"));
        await bench.Cluster.MoveAsync("unplaced", ["n1"], Token);
        Assert.Equal("n1", bench.NodeOf("unplaced"));
    }

    [Fact]
    public async Task Replicas_stand_on_several_nodes_count_there_and_one_that_loses_its_node_keeps_the_others()
    {
        var site = Lines.Triangle();
        await using var wide = await new LabBench(site with { Workloads = [.. site.Workloads.Select(w => w.Name == "web" ? w with { Replicas = 2 } : w)] }).StartAsync();
        await wide.Cluster.MoveAsync("web", ["n1", "n2"], Token);
        Assert.Equal(["n1", "n2"], (await wide.Cluster.ReadAsync(Token)).Workloads.Single(w => w.Name == "web").Nodes);
        var web = wide.Site.Workloads.Single(w => w.Name == "web");
        Assert.Equal((1, 1, 0), (web.ReplicasOn("n1"), web.ReplicasOn("n2"), web.ReplicasOn("n3")));
        Assert.Contains("2 replicas", (await Assert.ThrowsAsync<DriverException>(() => wide.Cluster.MoveAsync("web", ["n1", "n2", "n3"], Token))).Message, StringComparison.Ordinal);

        await wide.Controls.DrainAsync("n2", true, Token);
        await LabBench.UntilAsync(() => wide.Site.Workloads.Single(w => w.Name == "web").StandsOn is ["n1", "n3"]);
    }

    [Fact]
    public async Task A_replica_waits_when_only_nodes_of_taken_domains_are_left()
    {
        var site = Lines.Triangle();
        await using var wide = await new LabBench(site with { Workloads = [.. site.Workloads.Select(w => w.Name == "web" ? w with { Replicas = 2 } : w)] }).StartAsync();
        await wide.Cluster.ApplyAsync(
            new Manifest("web", JsonNode.Parse("""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},
                 "spec":{"template":{"spec":{"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"KEY","whenUnsatisfiable":"DoNotSchedule"}]}}}}
                """.Replace("KEY", LabelKeys.ToKubernetes("jurisdiction"), StringComparison.Ordinal))!.AsObject()),
            Token);
        await wide.Cluster.MoveAsync("web", ["n1", "n3"], Token);
        await wide.Controls.DrainAsync("n3", true, Token);
        await LabBench.UntilAsync(() => wide.Site.Workloads.Single(w => w.Name == "web").StandsOn is ["n1"]);
    }

    [Fact]
    public async Task A_drain_moves_pods_to_nodes_that_their_manifests_admit_and_leaves_daemons()
    {
        using var told = LabBench.Listen(bench.Cluster);
        await bench.Cluster.ApplyAsync(Only("web", "Deployment", "DE"), Token);
        await bench.Controls.DrainAsync("n1", true, Token);
        Assert.Equal("n2", bench.NodeOf("web"));
        Assert.Equal("n1", bench.NodeOf("agent"));
        Assert.False(bench.Site.FindNode("n1")!.Schedulable);
        Assert.False((await told.NextAsync(DriverEventKind.NodeChanged)).Own);
        Assert.False((await told.NextAsync(DriverEventKind.WorkloadChanged)).Own);
    }

    [Fact]
    public async Task A_pod_that_no_node_may_take_waits_until_one_may()
    {
        await bench.Cluster.ApplyAsync(Only("web", "Deployment", "DE", apartFrom: "db"), Token);
        await bench.Controls.DrainAsync("n1", true, Token);
        // n2 holds db, n3 is French, n1 is drained.
        Assert.Null(bench.NodeOf("web"));
        await bench.Controls.SetLabelAsync(LabElementKind.Node, "n3", "jurisdiction", "DE", Token);
        Assert.Equal("n3", bench.NodeOf("web"));
    }

    [Fact]
    public async Task Anti_affinity_binds_both_ways()
    {
        await bench.Cluster.ApplyAsync(Only("db", "StatefulSet", "DE", apartFrom: "web"), Token);
        await bench.Cluster.ApplyAsync(Only("web", "Deployment", "DE"), Token);
        await bench.Controls.DrainAsync("n1", true, Token);
        Assert.Null(bench.NodeOf("web"));
    }

    [Fact]
    public async Task Pods_of_a_lost_node_are_placed_elsewhere_after_a_while_unless_it_returns()
    {
        await using var slow = new LabBench(Lines.Triangle(), LabOptions.Immediate with { Eviction = TimeSpan.FromSeconds(3) });
        using var told = LabBench.Listen(slow.Cluster);
        await slow.Controls.SetNodeAsync("n1", false, Token);
        Assert.Equal("n1", slow.NodeOf("web"));
        await slow.Controls.SetNodeAsync("n1", true, Token);
        slow.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("n1", slow.NodeOf("web"));

        await slow.Controls.SetNodeAsync("n1", false, Token);
        slow.Time.Advance(TimeSpan.FromSeconds(3));
        DriverEvent e;
        do e = await told.NextAsync(DriverEventKind.WorkloadChanged);
        while (e.Subject != "web" || !e.Detail.Contains("placed it on", StringComparison.Ordinal));
        Assert.False(e.Own);
        Assert.Equal("n3", slow.NodeOf("web"));
        Assert.Equal("n1", slow.NodeOf("agent"));
    }
}

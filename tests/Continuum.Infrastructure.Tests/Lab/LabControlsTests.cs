using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class LabControlsTests : IAsyncDisposable
{
    private readonly LabBench bench = new(Lines.Triangle());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    public static TheoryData<string, Func<LabControls, Task>, string, DriverEventKind, string> Breakages => new()
    {
        { "link", c => c.SetLinkAsync("s1:1", false, Token), "fabric", DriverEventKind.TopologyChanged, "s1<->s2" },
        { "link, other end", c => c.SetLinkAsync("s2:1", false, Token), "fabric", DriverEventKind.TopologyChanged, "s1<->s2" },
        { "switch", c => c.SetSwitchAsync("s2", false, Token), "fabric", DriverEventKind.TopologyChanged, "s2" },
        { "node", c => c.SetNodeAsync("n2", false, Token), "cluster", DriverEventKind.NodeChanged, "n2" },
        { "node of a pipeline", c => c.SetNodeAsync("n2", false, Token), "serving", DriverEventKind.PipelineChanged, "llm" },
        { "drain", c => c.DrainAsync("n2", true, Token), "cluster", DriverEventKind.NodeChanged, "n2" },
        { "move", c => c.MoveWorkloadAsync("web", "n3", Token), "cluster", DriverEventKind.WorkloadChanged, "web" },
        { "rogue flow", c => c.TamperFlowAsync("s1", FlowTampering.Rogue, Token), "fabric", DriverEventKind.FlowsChanged, "s1" },
        { "node label", c => c.SetLabelAsync(LabElementKind.Node, "n1", "trust", "low", Token), "cluster", DriverEventKind.LabelChanged, "n1" },
        { "switch label", c => c.SetLabelAsync(LabElementKind.Switch, "s1", "trust", "low", Token), "fabric", DriverEventKind.LabelChanged, "s1" },
        { "link label", c => c.SetLabelAsync(LabElementKind.Link, "s2<->s1", "encrypted", "true", Token), "fabric", DriverEventKind.LabelChanged, "s1<->s2" },
        { "workload label", c => c.SetLabelAsync(LabElementKind.Workload, "web", "data", "phi", Token), "cluster", DriverEventKind.LabelChanged, "web" },
        { "service label", c => c.SetLabelAsync(LabElementKind.Service, "llm", "data", "phi", Token), "serving", DriverEventKind.LabelChanged, "llm" },
    };

    [Theory]
    [MemberData(nameof(Breakages), DisableDiscoveryEnumeration = true)]
    public async Task A_breakage_is_told_as_not_the_consoles_own(string what, Func<LabControls, Task> act, string driver, DriverEventKind kind, string subject)
    {
        Assert.NotEmpty(what);
        using var told = LabBench.Listen(driver switch { "fabric" => bench.Fabric, "cluster" => bench.Cluster, _ => (IDriver)bench.Serving });
        await act(bench.Controls);
        var e = await told.NextAsync(kind);
        Assert.Equal((subject, false, "lab"), (e.Subject, e.Own, e.Driver));
    }

    [Fact]
    public async Task The_site_feed_shows_a_change_at_once_and_tells_it_in_order()
    {
        var versions = new List<long>();
        var enough = new TaskCompletionSource();
        using var subscription = bench.Feed.Subscribe(s =>
        {
            versions.Add(s.Version);
            if (versions.Count == 3) enough.SetResult();
        });
        var before = bench.Feed.Current.Version;
        await bench.Controls.SetLabelAsync(LabElementKind.Node, "n1", "trust", "low", Token);
        Assert.Equal("low", bench.Site.FindNode("n1")!.Labels["trust"]);
        await bench.Controls.SetLabelAsync(LabElementKind.Node, "n1", "trust", "low", Token);
        await bench.Controls.SetLabelAsync(LabElementKind.Node, "n1", "trust", null, Token);
        Assert.False(bench.Site.FindNode("n1")!.Labels.ContainsKey("trust"));
        await bench.Controls.MoveWorkloadAsync("web", "n3", Token);
        await enough.Task.WaitAsync(Token);
        Assert.Equal([before + 1, before + 2, before + 3], versions);
        Assert.Equal(before + 3, bench.Feed.Current.Version);
    }

    [Fact]
    public async Task Tampering_needs_a_compiled_rule_and_says_what_it_did()
    {
        await Assert.ThrowsAsync<DriverException>(() => bench.Controls.TamperFlowAsync("s1", FlowTampering.Redirect, Token));
        var rule = new FlowRule { DatapathId = 1, Priority = 1500, Match = new FlowMatch { Source = Lines.Ip(1), Destination = Lines.Ip(3), Protocol = IpProtocol.Tcp, DestinationPort = 443 }, Output = 2, Cookie = 1 };
        await bench.Fabric.ApplyAsync(new FabricChange([rule], []), Token);
        Assert.Equal(
            "the rule of priority 1500 on s1 (from 10.0.0.1, to 10.0.0.3, TCP to port 443) now sends to port 1",
            await bench.Controls.TamperFlowAsync("s1", FlowTampering.Redirect, Token));
        Assert.Contains((await bench.Fabric.ReadAsync(Token)).Entries, e => e.Rule == rule with { Output = 1 });
        await bench.Controls.TamperFlowAsync("s1", FlowTampering.Delete, Token);
        Assert.DoesNotContain((await bench.Fabric.ReadAsync(Token)).Entries, e => e.Rule.Priority == 1500);
    }

    [Fact]
    public async Task A_rogue_rule_takes_packets_away()
    {
        var packet = new Packet(Lines.Ip(1), Lines.Ip(3), IpProtocol.Tcp, 40000, 443);
        await bench.Fabric.ApplyAsync(new FabricChange([new FlowRule { DatapathId = 1, Priority = 1500, Match = new FlowMatch { Destination = Lines.Ip(3) }, Output = 2, Cookie = 1 }], []), Token);
        await bench.Controls.TamperFlowAsync("s1", FlowTampering.Rogue, Token);
        Assert.Equal(["s1", "s2", "s3"], (await bench.Fabric.WalkAsync(packet, Token)).Hops);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("tier")]
    [InlineData("gpu.memory")]
    [InlineData(" ")]
    public async Task Names_tiers_and_gpus_are_no_labels(string key) =>
        await Assert.ThrowsAsync<DriverException>(() => bench.Controls.SetLabelAsync(LabElementKind.Node, "n1", key, "x", Token));

    [Fact]
    public async Task What_is_not_there_is_refused_by_name()
    {
        await RefusedAsync(c => c.SetLinkAsync("s9:1", false, Token), "s9:1");
        await RefusedAsync(c => c.SetSwitchAsync("s9", false, Token), "s9");
        await RefusedAsync(c => c.SetNodeAsync("n9", false, Token), "n9");
        await RefusedAsync(c => c.MoveWorkloadAsync("web", "n9", Token), "n9");
        await RefusedAsync(c => c.SetLabelAsync(LabElementKind.Service, "x9", "a", "b", Token), "x9");

        async Task RefusedAsync(Func<LabControls, Task> act, string name) =>
            Assert.Contains(name, (await Assert.ThrowsAsync<DriverException>(() => act(bench.Controls))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_hands_at_once_leave_one_consistent_world()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(hand => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await bench.Controls.SetLinkAsync($"s1:{1 + hand % 2}", i % 2 == 0, Token);
                await bench.Fabric.ApplyAsync(new FabricChange([new FlowRule { DatapathId = 1, Priority = 1000 + hand, Match = new FlowMatch { Destination = Lines.Ip(1 + i % 3) }, Output = 1 }], []), Token);
                bench.Telemetry.Advance();
                await bench.Fabric.WalkAsync(new Packet(Lines.Ip(1), Lines.Ip(3), IpProtocol.Tcp, 1, 2), Token);
            }
        }, Token)));
        await bench.Controls.SetLinkAsync("s1:1", true, Token);
        await bench.Controls.SetLinkAsync("s1:2", true, Token);
        var rules = (await bench.Fabric.ReadAsync(Token)).Entries.Select(e => e.Rule).ToList();
        Assert.Equal(8 * 3, rules.Count(r => r.Priority >= 1000));
        Assert.Equal(9, rules.Count(r => r.Priority == FlowPriority.Baseline));
        Assert.Equal(rules.OrderByDescending(r => r.Priority).Select(r => r.Priority).Where(p => p >= 1000), rules.Where(r => r.DatapathId == 1).Select(r => r.Priority).Where(p => p >= 1000));
    }
}

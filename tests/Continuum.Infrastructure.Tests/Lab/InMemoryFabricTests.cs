using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration.Drivers;
using static Continuum.Infrastructure.Tests.Lab.Lines;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class InMemoryFabricTests : IAsyncDisposable
{
    private readonly LabBench bench = new(Triangle());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private Task<WalkTrace> WalkAsync(int from, int to, int? port = null) =>
        bench.Fabric.WalkAsync(new Packet(Ip(from), Ip(to), IpProtocol.Tcp, 40000, port ?? 443), Token);

    private Task AddAsync(ulong datapath, int priority, FlowMatch match, int? output) =>
        bench.Fabric.ApplyAsync(new FabricChange([new FlowRule { DatapathId = datapath, Priority = priority, Match = match, Output = output, Cookie = 1 }], []), Token);

    [Fact]
    public async Task The_baseline_connects_everything_by_the_fastest_way()
    {
        var walk = await WalkAsync(1, 3);
        Assert.Equal(["s1", "s2", "s3"], walk.Hops);
        Assert.Equal(["s1<->s2", "s2<->s3"], walk.Links);
        Assert.Equal(("n3", "delivered"), (walk.DeliveredTo, walk.End));
        Assert.Equal(["s3<->s2", "s2<->s1"], (await WalkAsync(3, 1)).Links);
        Assert.Equal(9, (await bench.Fabric.ReadAsync(Token)).Entries.Count);
    }

    [Fact]
    public async Task A_rule_above_the_baseline_turns_packets_of_its_class_only()
    {
        await AddAsync(1, 1000, new FlowMatch { Destination = Ip(3), Protocol = IpProtocol.Tcp, DestinationPort = 443 }, 2);
        Assert.Equal(["s1", "s3"], (await WalkAsync(1, 3)).Hops);
        Assert.Equal(["s1", "s2", "s3"], (await WalkAsync(1, 3, 80)).Hops);
    }

    public static TheoryData<string, ulong, FlowMatch, int?, string> Ends => new()
    {
        { "drop", 2, new FlowMatch { Destination = Ip(3) }, null, "dropped at s2 by a rule of priority 1000" },
        { "back where it came from", 2, new FlowMatch { Destination = Ip(3) }, 1, "dropped at s2: a rule of priority 1000 sends it back to the port 1 of its arrival" },
        { "nothing there", 2, new FlowMatch { Destination = Ip(3) }, 7, "dead port: nothing is at s2:7" },
        { "loop", 3, new FlowMatch { Destination = Ip(3) }, 2, "loop at s2" },
        { "another node", 2, new FlowMatch { Destination = Ip(3) }, 10, "delivered to n2, which is not 10.0.0.3" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_packet_that_goes_astray_ends_in_words(string what, ulong datapath, FlowMatch match, int? output, string end)
    {
        await AddAsync(datapath, 1000, match, output);
        if (what == "loop") await AddAsync(1, 1000, match, 1);
        Assert.Equal(end, (await WalkAsync(1, 3)).End);
    }

    [Fact]
    public async Task A_rule_on_the_port_of_arrival_takes_only_what_arrived_there()
    {
        await AddAsync(2, 1000, new FlowMatch { InPort = 1, Destination = Ip(3) }, null);
        Assert.Null((await WalkAsync(1, 3)).DeliveredTo);
        Assert.Equal("n3", (await WalkAsync(2, 3)).DeliveredTo);
    }

    [Fact]
    public async Task Without_a_rule_packets_end()
    {
        var rule = (await bench.Fabric.ReadAsync(Token)).Entries.Single(e => e.Rule.DatapathId == 2 && e.Rule.Match.Destination == Ip(3)).Rule;
        await bench.Fabric.ApplyAsync(new FabricChange([], [rule]), Token);
        Assert.Equal("no match at s2", (await WalkAsync(1, 3)).End);
        Assert.Equal("no node has the address 10.0.0.9", (await WalkAsync(9, 3)).End);
    }

    [Fact]
    public async Task A_dead_link_takes_packets_until_the_baseline_has_followed()
    {
        await using var slow = new LabBench(Triangle(), LabOptions.Immediate with { Convergence = TimeSpan.FromMilliseconds(250) });
        var packet = new Packet(Ip(1), Ip(3), IpProtocol.Icmp, null, null);
        await slow.Controls.SetLinkAsync("s2:2", false, Token);
        Assert.Equal("dead port: the link at s2:2 is down", (await slow.Fabric.WalkAsync(packet, Token)).End);

        using var told = LabBench.Listen(slow.Fabric);
        slow.Time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.True((await told.NextAsync(DriverEventKind.FlowsChanged)).Own);
        Assert.Equal(["s1", "s3"], (await slow.Fabric.WalkAsync(packet, Token)).Hops);

        await slow.Controls.SetLinkAsync("s2<->s3", true, Token);
        slow.Time.Advance(TimeSpan.FromMilliseconds(250));
        await told.NextAsync(DriverEventKind.FlowsChanged);
        Assert.Equal(["s1", "s2", "s3"], (await slow.Fabric.WalkAsync(packet, Token)).Hops);
    }

    [Fact]
    public async Task A_dead_switch_forwards_nothing_and_is_gone_round()
    {
        await bench.Controls.SetSwitchAsync("s2", false, Token);
        Assert.Equal(["s1", "s3"], (await WalkAsync(1, 3)).Hops);
        Assert.Equal("s2 is down", (await WalkAsync(2, 3)).End);
        Assert.Null((await WalkAsync(1, 2)).DeliveredTo);
        // Its management port answers: what a plan asks of it can still be put there.
        await AddAsync(2, 1000, new FlowMatch { Destination = Ip(3) }, null);
    }

    [Fact]
    public async Task Changes_through_the_driver_are_told_as_its_own_and_repeating_them_tells_nothing()
    {
        using var told = LabBench.Listen(bench.Fabric);
        await AddAsync(1, 1000, new FlowMatch { Destination = Ip(3) }, 2);
        await AddAsync(1, 1000, new FlowMatch { Destination = Ip(3) }, 2);
        await AddAsync(2, 1000, new FlowMatch { Destination = Ip(3) }, null);
        var first = await told.NextAsync(DriverEventKind.FlowsChanged);
        Assert.Equal(("s1", true, "rules: 1 added"), (first.Subject, first.Own, first.Detail));
        Assert.Equal("s2", (await told.NextAsync(DriverEventKind.FlowsChanged)).Subject);
    }

    [Fact]
    public async Task Overlaps_of_equal_priority_that_act_otherwise_are_told()
    {
        using var told = LabBench.Listen(bench.Fabric);
        await AddAsync(1, 1000, new FlowMatch { Destination = Ip(3) }, 2);
        await AddAsync(1, 1000, new FlowMatch { Source = Ip(1) }, 1);
        await told.NextAsync(DriverEventKind.FlowsChanged);
        Assert.Contains("overlap others of equal priority", (await told.NextAsync(DriverEventKind.FlowsChanged)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_with_a_rule_that_a_switch_refuses_changes_nothing()
    {
        var good = new FlowRule { DatapathId = 1, Priority = 1000, Match = new FlowMatch(), Output = 1 };
        foreach (var bad in (FlowRule[])[good with { DatapathId = 99 }, good with { Priority = 70000 }])
        {
            await Assert.ThrowsAsync<DriverException>(() => bench.Fabric.ApplyAsync(new FabricChange([good, bad], []), Token));
        }

        Assert.DoesNotContain((await bench.Fabric.ReadAsync(Token)).Entries, e => e.Rule.Priority == 1000);
    }

    [Fact]
    public async Task Removing_what_is_not_there_is_no_error() =>
        await bench.Fabric.ApplyAsync(new FabricChange([], [new FlowRule { DatapathId = 1, Priority = 1, Match = new FlowMatch() }]), Token);
}

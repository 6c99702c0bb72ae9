using Continuum.Core.Plans;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class LabTelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Frames_follow_from_the_seed_alone()
    {
        await using var one = new LabBench(costs: true);
        await using var two = new LabBench(costs: true);
        await using var other = new LabBench(options: LabOptions.Immediate with { Seed = 1 }, costs: true);
        for (var i = 0; i < 20; i++)
        {
            one.Telemetry.Advance();
            two.Telemetry.Advance();
            other.Telemetry.Advance();
        }

        Assert.Equal(one.Telemetry.Current.Nodes, two.Telemetry.Current.Nodes);
        Assert.Equal(one.Telemetry.Current.Links, two.Telemetry.Current.Links);
        Assert.NotEqual(one.Telemetry.Current.Links, other.Telemetry.Current.Links);
        Assert.Equal(Enumerable.Range(1, 21).Select(i => (long)i), one.Telemetry.History.Select(f => f.Sequence));
    }

    [Fact]
    public async Task It_lives()
    {
        await using var bench = new LabBench(costs: true);
        var first = bench.Telemetry.Current;
        for (var i = 0; i < 30; i++) bench.Telemetry.Advance();
        var last = bench.Telemetry.Current;
        Assert.All(last.Nodes, n => Assert.InRange(n.CpuBusy!.Value, 0.001, 1));
        Assert.All(last.Nodes.Zip(bench.Site.Nodes), p => Assert.Equal(p.Second.Gpus.Count > 0, p.First.GpuBusy is > 0));
        Assert.NotEqual(first.Nodes.Select(n => n.CpuBusy), last.Nodes.Select(n => n.CpuBusy));
        Assert.All(last.Services, s => Assert.True(s.TtftP50Ms > 0 && s.TtftP95Ms > s.TtftP50Ms && s.TpotP95Ms > s.TpotP50Ms && s.TokensPerSecond > 0));
        Assert.All(last.Services, s => Assert.All(s.Stages, g => Assert.InRange(g.Busy!.Value, 0, 1)));
        // Two thirds of the links carry something; at night some do not.
        Assert.True(last.Links.Count(l => l.AToBMbps + l.BToAMbps > 0) > last.Links.Count / 2);
    }

    [Fact]
    public async Task What_links_carry_is_what_the_rules_sent_there()
    {
        await using var bench = new LabBench();
        // There is traffic from the first frame on, which is made with the feed.
        bench.Telemetry.Advance();
        var before = await BytesAsync();
        bench.Telemetry.Advance();
        var after = await BytesAsync();
        var frame = bench.Telemetry.Current;
        foreach (var (link, sample) in bench.Site.Links.Zip(frame.Links))
        {
            // All rules that send to the port of a link, together, have counted what the link carried away from it.
            Assert.Equal(Sent(link.A), sample.AToBMbps!.Value, 0.01);
            Assert.Equal(Sent(link.B), sample.BToAMbps!.Value, 0.01);
        }

        double Sent(Continuum.Core.Sites.Port port)
        {
            var key = (bench.Site.FindSwitch(port.Switch)!.DatapathId, (int?)port.Number);
            return (after.GetValueOrDefault(key) - before.GetValueOrDefault(key)) / 125_000.0;
        }

        async Task<Dictionary<(ulong, int?), long>> BytesAsync() => (await bench.Fabric.ReadAsync(Token)).Entries
            .GroupBy(e => (e.Rule.DatapathId, e.Rule.Output)).ToDictionary(g => g.Key, g => g.Sum(e => e.Bytes));
    }

    [Fact]
    public async Task Traffic_follows_rules_and_failures()
    {
        await using var bench = new LabBench();
        var busiest = bench.Telemetry.Current.Links.MaxBy(l => l.AToBMbps + l.BToAMbps)!;
        await bench.Controls.SetLinkAsync(busiest.A, false, Token);
        bench.Telemetry.Advance();
        var now = bench.Telemetry.Current.Links.Single(l => l.A == busiest.A);
        Assert.Equal((false, 0.0, 0.0), (now.Up, now.AToBMbps!.Value, now.BToAMbps!.Value));
    }

    [Fact]
    public async Task What_is_not_known_is_no_data_and_never_nothing()
    {
        await using var without = new LabBench();
        Assert.All(without.Telemetry.Current.Services, s => Assert.Null(s.TtftP50Ms));
        await using var bench = new LabBench(costs: true, options: LabOptions.Immediate with { Eviction = TimeSpan.FromHours(1) });
        await bench.Controls.SetNodeAsync("fra-gpu-1", false, Token);
        bench.Telemetry.Advance();
        var frame = bench.Telemetry.Current;
        Assert.Equal(new NodeSample("fra-gpu-1", null, null, null, null, null), frame.Nodes.Single(n => n.Node == "fra-gpu-1"));
        var triage = frame.Services.Single(s => s.Service == "triage");
        Assert.Null(triage.TtftP50Ms);
        Assert.Null(triage.Running);
        Assert.NotNull(frame.Services.Single(s => s.Service == "summarise").TtftP50Ms);
    }

    [Fact]
    public async Task Figures_of_a_service_follow_its_layout()
    {
        await using var bench = new LabBench(costs: true);
        var before = bench.Telemetry.Current.Services.Single(s => s.Service == "summarise");
        await bench.Serving.ReconfigureAsync(new PipelineLayout("summarise", "dub-gpu-1", [new("dub-gpu-1", new(0, 11))]), "x", Token);
        bench.Telemetry.Advance();
        var after = bench.Telemetry.Current.Services.Single(s => s.Service == "summarise");
        // Two ways of 8 ms each are gone from every token.
        Assert.True(after.TpotP50Ms < before.TpotP50Ms - 10);
        Assert.Equal((2, 1), ((int)after.Epoch, after.Stages.Count));
    }

    [Fact]
    public async Task The_clock_drives_it_and_readers_hear_every_frame_in_order_until_they_stop()
    {
        await using var bench = new LabBench(options: LabOptions.Immediate with { History = 5 });
        var heard = new List<long>();
        var enough = new TaskCompletionSource();
        using var subscription = bench.Telemetry.Subscribe(f =>
        {
            heard.Add(f.Sequence);
            if (f.Sequence == 11) enough.TrySetResult();
        });
        await bench.Telemetry.StartAsync(Token);
        while (!enough.Task.IsCompleted)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Token);
        }

        await bench.Telemetry.StopAsync(Token);
        Assert.Equal(Enumerable.Range(2, 10).Select(i => (long)i), heard.Take(10));
        Assert.Equal(5, bench.Telemetry.History.Count);
    }
}

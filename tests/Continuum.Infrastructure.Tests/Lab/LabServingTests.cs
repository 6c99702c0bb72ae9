using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class LabServingTests : IAsyncDisposable
{
    private readonly LabBench bench = new(Lines.Triangle());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private static PipelineLayout Layout(string head, params (string Node, int First, int Last)[] stages) =>
        new("llm", head, [.. stages.Select(s => new Stage(s.Node, new LayerRange(s.First, s.Last)))]);

    [Fact]
    public async Task A_pipeline_goes_through_every_state_and_stands_where_it_was_sent()
    {
        using var told = LabBench.Listen(bench.Serving);
        var target = Layout("n1", ("n1", 0, 5), ("n3", 6, 11));
        var done = await bench.Serving.ReconfigureAsync(target, "intent 1", Token);
        Assert.Equal(
            [
                ReconfigurationState.Proposed, ReconfigurationState.Preparing, ReconfigurationState.Copying, ReconfigurationState.Converging,
                ReconfigurationState.Ready, ReconfigurationState.Switching, ReconfigurationState.Committed, ReconfigurationState.Releasing, ReconfigurationState.Done,
            ],
            done.Steps.Select(s => s.State));
        Assert.True(done.Simulated);
        Assert.Equal(1, done.Epoch);
        Assert.Equal(done.PredictedBytes, done.RoundBytes.Sum());
        Assert.True(done.RoundBytes[0] > done.RoundBytes[^1] && done.RoundBytes[^1] > 0);
        // 6 layers, 2 x 4 heads x 32 values of 2 bytes for each token.
        Assert.Equal(0, done.RoundBytes[0] % (6 * 2 * 4 * 32 * 2));
        Assert.InRange(done.MeasuredPauseMs!.Value, done.PredictedPauseMs!.Value * 0.8, done.PredictedPauseMs.Value * 1.2);
        Assert.Equal(done, Assert.Single(bench.Serving.Reconfigurations));
        var state = Assert.Single(await bench.Serving.ReadAsync(Token));
        Assert.Equal((target, 2L), (state.Layout, state.Epoch));
        Assert.Equal(target.Stages, bench.Site.Services[0].Stages);
        Assert.True((await told.NextAsync(DriverEventKind.PipelineChanged)).Own);
    }

    [Fact]
    public async Task A_target_equal_to_the_layout_does_nothing()
    {
        var done = await bench.Serving.ReconfigureAsync(Layout("n1", ("n1", 0, 5), ("n2", 6, 11)), "again", Token);
        Assert.Equal(ReconfigurationState.Done, done.State);
        Assert.Empty(bench.Serving.Reconfigurations);
        Assert.Equal(1, (await bench.Serving.ReadAsync(Token))[0].Epoch);
    }

    public static TheoryData<PipelineLayout, string> Faults => new()
    {
        { Layout("n1", ("n1", 0, 5), ("n2", 7, 11)), "in order" },
        { Layout("n1", ("n1", 0, 5)), "has 12 layers" },
        { Layout("n1", ("n1", 0, 5), ("n9", 6, 11)), "no node n9" },
        { Layout("n1", ("n1", 0, 11)) with { Service = "other" }, "no service other" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_layout_that_cannot_be_is_refused(PipelineLayout target, string why)
    {
        Assert.Contains(why, (await Assert.ThrowsAsync<DriverException>(() => bench.Serving.ReconfigureAsync(target, "x", Token))).Message, StringComparison.Ordinal);
        Assert.Empty(bench.Serving.Reconfigurations);
    }

    [Fact]
    public async Task A_node_that_is_down_or_cut_off_is_refused()
    {
        await bench.Fabric.ApplyAsync(new FabricChange([new FlowRule { DatapathId = 3, Priority = 2000, Match = new FlowMatch { Destination = Lines.Ip(3), Protocol = IpProtocol.Tcp } }], []), Token);
        Assert.Contains("dropped at s3", (await Assert.ThrowsAsync<DriverException>(() => bench.Serving.ReconfigureAsync(Layout("n1", ("n1", 0, 5), ("n3", 6, 11)), "x", Token))).Message, StringComparison.Ordinal);
        await bench.Controls.SetNodeAsync("n3", false, Token);
        Assert.Contains("n3 is down", (await Assert.ThrowsAsync<DriverException>(() => bench.Serving.ReconfigureAsync(Layout("n1", ("n1", 0, 5), ("n3", 6, 11)), "x", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_given_up_before_the_commit_and_the_old_pipeline_goes_on()
    {
        await using var slow = new LabBench(Lines.Triangle(), LabOptions.Immediate with { Preparation = TimeSpan.FromSeconds(1) });
        var running = slow.Serving.ReconfigureAsync(Layout("n1", ("n1", 0, 5), ("n3", 6, 11)), "x", Token);
        var id = Assert.Single(slow.Serving.Reconfigurations).Id;
        await Assert.ThrowsAsync<DriverException>(() => slow.Serving.ReconfigureAsync(Layout("n1", ("n1", 0, 11)), "y", Token));
        Assert.True(slow.Serving.Abort(id));
        await Assert.ThrowsAsync<DriverException>(() => running);
        var ended = Assert.Single(slow.Serving.Reconfigurations);
        Assert.Equal((ReconfigurationState.Aborted, "it was given up"), (ended.State, ended.Error));
        Assert.False(slow.Serving.Abort(id));
        Assert.Equal(1, (await slow.Serving.ReadAsync(Token))[0].Epoch);
        Assert.Equal("n2", slow.Site.Services[0].Stages[1].Node);
    }

    [Fact]
    public async Task A_target_lost_before_the_commit_ends_it()
    {
        await using var slow = new LabBench(Lines.Triangle(), LabOptions.Immediate with { Preparation = TimeSpan.FromSeconds(1), Eviction = TimeSpan.FromHours(1) });
        var running = slow.Serving.ReconfigureAsync(Layout("n1", ("n1", 0, 5), ("n3", 6, 11)), "x", Token);
        await slow.Controls.SetNodeAsync("n3", false, Token);
        while (!running.IsCompleted)
        {
            slow.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("n3 is down", (await Assert.ThrowsAsync<DriverException>(() => running)).Message, StringComparison.Ordinal);
        Assert.Equal(ReconfigurationState.Aborted, slow.Serving.Reconfigurations[0].State);
        Assert.Equal("n2", slow.Site.Services[0].Stages[1].Node);
    }
}

using Continuum.Serving.Compute;
using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;
using Continuum.Serving.Tests.Support;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Tests.Stages;

public class StageNodeTests
{
    private static readonly MicroBatch Batch = new(5, 1, [new BatchSlice(1, 0, new[] { 1, 2, 3 }, new[] { new KvBlock(0, 1) }, 1)]);

    [Theory]
    [InlineData(1, 1, "this stage follows term 2")]
    [InlineData(3, 1, "this stage follows term 2")]
    [InlineData(2, 1, "older than the active epoch 2")]
    [InlineData(2, 9, "not prepared")]
    public async Task FramesOfAnotherTermOrEpochAreRefused(long term, long epoch, string reason)
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(1);
        await rig.FormAsync(2, 2, (0, 3));
        var refusal = await SendAsync(rig, term, epoch);
        Assert.Contains(reason, refusal.Text, StringComparison.Ordinal);
        Assert.Contains(reason, (await rig.Nodes[0].StatusAsync(default)).LastRefusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FramesOfAPreparedEpochWaitForItsActivation()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(1);
        await rig.FormAsync(1, 1, (0, 3));
        await rig.PrepareAsync(1, 2, (0, 3));
        await rig.Pipeline.OpenAsync(1, 2, rig.EndpointOf(0), 1, "head", new LinkOptions(), default);
        var running = rig.Pipeline.ExecuteAsync(Batch with { Epoch = 2 });
        while ((await rig.Nodes[0].StatusAsync(default)).Waiting == 0) await Task.Yield();
        Assert.False(running.IsCompleted);
        await rig.Nodes[0].ActivateAsync(1, 2, default);
        using var logits = await running;
        Assert.Equal(1, logits.Count);
    }

    [Fact]
    public async Task HeadsOfALowerTermAreRefused()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(1);
        await rig.FormAsync(3, 4, (0, 3));
        var stage = rig.Nodes[0];
        var route = new StageRoute(5, StageRange.Whole(3), rig.HeadEndpoint, rig.HeadEndpoint);
        Func<Task>[] calls =
        [
            () => stage.LoadAsync(2, StageRange.Whole(3), default), () => stage.PrepareAsync(2, route, default),
            () => stage.ActivateAsync(2, 4, default), () => stage.ReleaseAsync(2, 3, default),
        ];
        foreach (var call in calls) Assert.Contains("replaced", (await Assert.ThrowsAsync<StageRefusalException>(call)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StageRefusalException>(() => stage.PrepareAsync(3, route with { Epoch = 4 }, default));
        await Assert.ThrowsAsync<StageRefusalException>(() => stage.ActivateAsync(3, 6, default));
        await Assert.ThrowsAsync<StageRefusalException>(() => stage.ReleaseAsync(3, 4, default));
    }

    [Fact]
    public async Task LayersBeyondTheBudgetAreRefusedWithTheNumbers()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(1, (_, settings) => settings with { MemoryBudget = 1 << 20 });
        var refusal = await Assert.ThrowsAsync<StageRefusalException>(() => rig.Nodes[0].LoadAsync(1, StageRange.Whole(3), default));
        Assert.Contains("the budget is 1.0 MiB", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await rig.Nodes[0].StatusAsync(default)).Layers);
    }

    [Fact]
    public async Task ReleasingAnEpochGivesBackTheLayersThatOnlyItUsed()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(2);
        await rig.FormAsync(1, 1, (0, 2), (1, 1));
        await rig.FormAsync(1, 2, (0, 1), (1, 2));
        Assert.Equal([0, 1], (await rig.Nodes[0].StatusAsync(default)).Layers);
        await rig.Nodes[0].ReleaseAsync(1, 1, default);
        Assert.Equal([0], (await rig.Nodes[0].StatusAsync(default)).Layers);
    }

    [Fact]
    public async Task StepsOfAPacedStageTakeTheirTimeAndCountAsBusy()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(1, (_, settings) => settings with { Pace = new StagePace(1e9, 50e6) });
        await rig.FormAsync(1, 1, (0, 3));
        await Requests.TogetherAsync(rig.Engine, [Requests.Of(1, 5, 10)]);
        var status = await rig.Nodes[0].StatusAsync(default);
        Assert.Equal(10, status.Steps);
        // 10 steps of at least 2 bytes a weight of three layers and the output over 50 MB/s.
        Assert.True(status.BusySeconds > 10 * 2 * (3 * (64 * 160 * 3 + 64 * 64 * 3) + 8192.0 * 64) / 50e6, $"{status.BusySeconds} s");
        Assert.True(status.Paced && status.PredictedStepSeconds > 0);
    }

    [Fact]
    public async Task ABatchThatCannotBeComputedEndsItsRequestAndNotTheStage()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(2);
        await rig.FormAsync(1, 1, (0, 1), (1, 2));
        var broken = Batch with { Slices = [Batch.Slices[0] with { Start = 40 }] };
        Assert.Contains("n0", (await Assert.ThrowsAsync<IOException>(() => rig.Pipeline.ExecuteAsync(broken))).Message, StringComparison.Ordinal);
        using var sound = await rig.Pipeline.ExecuteAsync(Batch with { Id = 6 });
        Assert.Equal(1, sound.Count);
    }

    private static async Task<Frame> SendAsync(StageRig rig, long term, long epoch)
    {
        var service = FrameHeader.ServiceDigest(StageRig.Service);
        var answer = new TaskCompletionSource<Frame>();
        await using var link = await TensorLink.ConnectAsync(rig.EndpointOf(0), new FrameHeader(FrameKind.Hello, service, term, epoch, 0), "test", new LinkOptions(), f => answer.TrySetResult(f), default);
        await link.SendAsync(new Frame(new FrameHeader(FrameKind.Batch, service, term, epoch, 5), BatchCodec.Encode(Batch)), default);
        return await answer.Task;
    }
}

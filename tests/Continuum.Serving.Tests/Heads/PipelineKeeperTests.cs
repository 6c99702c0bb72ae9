using System.Runtime.CompilerServices;
using Continuum.Serving.Compute;
using Continuum.Serving.Heads;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;
using Continuum.Serving.Stages.Protocol;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Heads;

public sealed class PipelineKeeperTests : IAsyncLifetime
{
    private static readonly GenerationRequest[] Wanted = [.. Enumerable.Range(0, 4).Select(i => Requests.Of(i, 9 + 11 * i, 40))];

    private readonly StageRig rig = new();
    private readonly Dictionary<string, MortalStage> stages = [];
    private PipelineKeeper keeper = null!;

    public async ValueTask InitializeAsync()
    {
        await rig.NodesAsync(3);
        for (var i = 0; i < 3; i++) stages[$"n{i}"] = new MortalStage(rig.Nodes[i]);
    }

    public async ValueTask DisposeAsync()
    {
        await keeper.DisposeAsync();
        await rig.DisposeAsync();
    }

    [Fact]
    public async Task AReplacementTakesTheLayersAndEveryRequestGoesOn()
    {
        Keep(TimeSpan.FromMinutes(1));
        await UntilAsync(() => keeper.IsServing);
        var generations = await SubmitAsync();
        await generations[0].Events.WaitToReadAsync();
        stages["n1"].Die();
        await UntilAsync(() => !keeper.IsServing);
        Assert.Contains("'n1' is dead", keeper.Trouble, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StageRefusalException>(() => keeper.ReplaceAsync("n9", Placement(2)));
        await keeper.ReplaceAsync("n1", Placement(2));
        Assert.Equal(await Requests.AloneAsync("llama", Wanted), await Task.WhenAll(generations.Select(async g => (await g.ReadAllAsync()).Tokens)));
        Assert.Equal((2, "n2"), (keeper.Epoch, keeper.Members[1].Placement.Node));
        Assert.True(rig.Pool.IsWhole);
    }

    [Fact]
    public async Task WithoutAReplacementRequestsFailWithTheReasonAndALateOneMendsTheService()
    {
        Keep(TimeSpan.FromMilliseconds(300));
        await UntilAsync(() => keeper.IsServing);
        var generations = await SubmitAsync();
        await generations[0].Events.WaitToReadAsync();
        stages["n0"].Die();
        foreach (var generation in generations)
        {
            var last = (await generation.Events.ReadAllAsync().ToListAsync())[^1];
            Assert.Equal(FinishReason.Failed, last.Finish);
            Assert.Contains("'n0' is dead: the socket was closed", last.Error, StringComparison.Ordinal);
        }
        Assert.True(rig.Pool.IsWhole);
        await Assert.ThrowsAsync<PipelineBrokenException>(() => rig.Engine.SubmitAsync(Wanted[0]));
        await keeper.ReplaceAsync("n0", Placement(2));
        await UntilAsync(() => keeper.IsServing);
        Assert.Equal(await Requests.AloneAsync("llama", Wanted), await Requests.TogetherAsync(rig.Engine, Wanted));
    }

    [Fact]
    public async Task AHeadThatWasReplacedFormsNothing()
    {
        await rig.Nodes[0].LoadAsync(5, StageRange.Whole(3), default);
        Keep(TimeSpan.FromMinutes(1));
        await UntilAsync(() => keeper.Trouble.Contains("has been replaced", StringComparison.Ordinal));
        Assert.False(keeper.IsServing);
        Assert.Contains("term 5", keeper.Trouble, StringComparison.Ordinal);
    }

    private void Keep(TimeSpan wait) => keeper = new PipelineKeeper(
        new KeeperOptions { Service = StageRig.Service, HeadEndpoint = rig.HeadEndpoint, ModelFingerprint = "test", LayerCount = 3, KvBlocks = rig.KvBlocks, ReplacementWait = wait },
        1, [Placement(0, new StageRange(0, 0, 3)), Placement(1, new StageRange(1, 2, 3))], rig.Engine, rig.Pool, rig.Pipeline, p => stages[p.Node], TimeProvider.System);

    private StagePlacement Placement(int node, StageRange range = default) => new($"n{node}", rig.EndpointOf(node), range);

    private Task<Generation[]> SubmitAsync() => Task.WhenAll(Wanted.Select(rig.Engine.SubmitAsync));

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Yield();
    }

    /// <summary>A stage whose control can be cut.</summary>
    private sealed class MortalStage(StageNode stage) : IStageControl
    {
        private readonly CancellationTokenSource death = new();

        public void Die() => death.Cancel();

        public async IAsyncEnumerable<StageStatus> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
        {
            Live();
            yield return await stage.StatusAsync(cancellation);
            var ended = new TaskCompletionSource();
            using var cut = death.Token.Register(() => ended.TrySetException(new IOException("the socket was closed")));
            await ended.Task.WaitAsync(cancellation);
        }

        public Task<StageStatus> StatusAsync(CancellationToken cancellation) => Live().StatusAsync(cancellation);

        public Task LoadAsync(long term, StageRange range, CancellationToken cancellation) => Live().LoadAsync(term, range, cancellation);

        public Task PrepareAsync(long term, StageRoute route, CancellationToken cancellation) => Live().PrepareAsync(term, route, cancellation);

        public Task ActivateAsync(long term, long epoch, CancellationToken cancellation) => Live().ActivateAsync(term, epoch, cancellation);

        public Task ReleaseAsync(long term, long epoch, CancellationToken cancellation) => Live().ReleaseAsync(term, epoch, cancellation);

        private StageNode Live() => death.IsCancellationRequested ? throw new IOException("the socket was closed") : stage;
    }
}

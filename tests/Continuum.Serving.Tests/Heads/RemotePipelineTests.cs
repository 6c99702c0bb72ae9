using Continuum.Serving.Scheduling;
using Continuum.Serving.Tests.Support;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Continuum.Serving.Tests.Heads;

public class RemotePipelineTests
{
    private static readonly GenerationRequest[] Wanted = [.. Enumerable.Range(0, 6).Select(i => Requests.Of(i, 9 + 11 * i, 20 + i))];

    private static readonly Lazy<Task<IReadOnlyList<IReadOnlyList<int>>>> Expected = new(() => Requests.AloneAsync("llama", Wanted));

    [Property(MaxTest = 12)]
    public bool AnyLayoutAndBatchingGivesTheTokensOfOneProcess(int seed)
    {
        var random = new Random(seed);
        var counts = new[] { [3], [1, 2], [2, 1], new[] { 1, 1, 1 } }[random.Next(4)];
        var nodes = Enumerable.Range(0, counts.Length).OrderBy(_ => random.Next()).ToArray();
        return Task.Run(async () =>
        {
            await using var rig = new StageRig("llama", 14 + random.Next(60), 1 + random.Next(8), 1 + random.Next(30));
            await rig.NodesAsync(counts.Length);
            await rig.FormAsync(1, 1, [.. counts.Select((count, i) => (nodes[i], count))]);
            var answers = await Requests.TogetherAsync(rig.Engine, Wanted);
            Assert.Equal(await Expected.Value, answers);
            Assert.True(rig.Pool.IsWhole);
            return true;
        }).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task AReformedPipelineComputesAgainWhatADeadStageHeld()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(3);
        await rig.FormAsync(1, 1, (0, 1), (1, 2));
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Pipeline.Lost = reason => lost.TrySetResult(reason);
        var generations = new List<Generation>();
        foreach (var request in Wanted) generations.Add(await rig.Engine.SubmitAsync(request));
        await generations[0].Events.WaitToReadAsync();
        await rig.KillAsync(1);
        await lost.Task;
        await rig.Pipeline.CloseAsync("n1 is gone");
        await rig.FormAsync(1, 2, (0, 1), (2, 2));
        var answers = await Task.WhenAll(generations.Select(async g => (await g.ReadAllAsync()).Tokens));
        Assert.Equal(await Expected.Value, answers);
        Assert.True(rig.Pool.IsWhole);
    }

    [Fact]
    public async Task APipelineThatNobodyMendsFailsItsRequestsAndRefusesNewOnes()
    {
        await using var rig = new StageRig();
        await rig.NodesAsync(2);
        await rig.FormAsync(1, 1, (0, 1), (1, 2));
        var generations = new List<Generation>();
        foreach (var request in Wanted) generations.Add(await rig.Engine.SubmitAsync(request with { Sampling = request.Sampling with { MaxTokens = 400 } }));
        await generations[0].Events.WaitToReadAsync();
        await rig.KillAsync(0);
        await rig.Pipeline.CloseAsync("n0 is gone");
        while (!await rig.Engine.IsHeldAsync()) await Task.Yield();
        await rig.Engine.FailAllAsync("n0 is gone and nothing replaced it");
        foreach (var generation in generations)
        {
            var last = (await generation.Events.ReadAllAsync().ToListAsync())[^1];
            Assert.Equal((FinishReason.Failed, "n0 is gone and nothing replaced it"), (last.Finish, last.Error));
        }
        var refused = await Assert.ThrowsAsync<PipelineBrokenException>(() => rig.Engine.SubmitAsync(Wanted[0]));
        Assert.Contains("nothing replaced it", refused.Message, StringComparison.Ordinal);
        Assert.True(rig.Pool.IsWhole);
    }
}

using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Scheduling;

public class EngineTests
{
    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("llama3")]
    public async Task StagesBatchesAndPreemptionsChangeNoToken(string model)
    {
        using var alone = new TestEngine(model, kvBlocks: 64, maxRunning: 1);
        using var crowded = new TestEngine(model, kvBlocks: 14, layers: [1, 1, 1], chunk: 7);
        var requests = Enumerable.Range(0, 6).Select(i => Request(i, 20 + 7 * i, 40, temperature: i % 2)).ToArray();
        var expected = new List<IReadOnlyList<int>>();
        foreach (var request in requests) expected.Add((await (await alone.Engine.SubmitAsync(request)).ReadAllAsync()).Tokens);
        var together = await Task.WhenAll(requests.Select(async request => (await (await crowded.Engine.SubmitAsync(request)).ReadAllAsync()).Tokens));
        Assert.Equal(expected, together);
        Assert.All(expected, tokens => Assert.True(tokens.Distinct().Count() > 25, "The built-in model should not repeat itself."));
        Assert.True((await crowded.Engine.StatusAsync()).Preemptions > 0);
        Assert.True(crowded.Pool.IsWhole);
    }

    [Fact]
    public async Task CancellingReleasesEverything()
    {
        using var test = new TestEngine("llama", kvBlocks: 64, layers: [2, 1]);
        var generations = new List<Generation>();
        for (var i = 0; i < 8; i++) generations.Add(await test.Engine.SubmitAsync(Request(i, 30, 5000)));
        await generations[0].Events.ReadAsync();
        foreach (var generation in generations) generation.Cancel();
        foreach (var generation in generations)
        {
            var events = await generation.Events.ReadAllAsync().ToListAsync();
            Assert.Equal(FinishReason.Cancelled, events[^1].Finish);
            Assert.Null(events[^1].Token);
        }
        Assert.True(test.Pool.IsWhole);
    }

    [Fact]
    public async Task HoldDrainsAndResumeGoesOnWithTheSameTokens()
    {
        using var test = new TestEngine("llama", kvBlocks: 64, layers: [1, 2]);
        var expected = (await (await test.Engine.SubmitAsync(Request(1, 25, 60))).ReadAllAsync()).Tokens;
        var generation = await test.Engine.SubmitAsync(Request(1, 25, 60));
        var tokens = new List<int>();
        for (var i = 0; i < 5; i++) tokens.Add((await generation.Events.ReadAsync()).Token!.Value);
        await test.Engine.HoldAsync();
        while (generation.Events.TryRead(out var drained)) tokens.Add(drained.Token!.Value);
        var late = await test.Engine.SubmitAsync(Request(2, 5, 3));
        await Task.Delay(50);
        Assert.False(generation.Events.TryRead(out _) || late.Events.TryRead(out _));
        await test.Engine.ResumeAsync(7);
        tokens.AddRange((await generation.ReadAllAsync()).Tokens);
        Assert.Equal(expected, tokens);
        Assert.Equal(3, (await late.ReadAllAsync()).Tokens.Count);
        Assert.Equal(7, (await test.Engine.StatusAsync()).Epoch);
    }

    [Fact]
    public async Task FailuresEndTheRequestAndNotTheEngine()
    {
        using var test = new TestEngine("llama", kvBlocks: 8);
        var bad = Request(0, 5, 5) with { Prompt = [1, 999_999] };
        Assert.Contains("999999", (await Assert.ThrowsAsync<ArgumentException>(() => test.Engine.SubmitAsync(bad))).Message);
        await using var broken = new Engine(new BrokenPipeline(), test.Options, new KvAllocator(8));
        var events = await (await broken.SubmitAsync(Request(0, 5, 5))).Events.ReadAllAsync().ToListAsync();
        Assert.Equal("the stage is gone", events.Single().Error);
        Assert.Equal(0, (await broken.StatusAsync()).KvBlocksUsed);
    }

    [Fact]
    public async Task DisposingEndsRequests()
    {
        var test = new TestEngine("llama", kvBlocks: 64);
        var generation = await test.Engine.SubmitAsync(Request(0, 10, 5000));
        await generation.Events.ReadAsync();
        await test.Engine.DisposeAsync();
        Assert.Equal(FinishReason.Cancelled, (await generation.ReadAllAsync()).Finish);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => test.Engine.SubmitAsync(Request(1, 1, 1)));
        Assert.True(test.Pool.IsWhole);
    }

    private static GenerationRequest Request(int number, int promptLength, int maxTokens, double temperature = 0) => new(
        $"{number}", [.. Enumerable.Range(0, promptLength).Select(i => (number * 1009 + i * 31 + 1) % 8000)],
        new SamplingParameters { Temperature = temperature, TopP = 0.95, Seed = (ulong)number, MaxTokens = maxTokens, IgnoreEos = true }, $"t{number % 2}");

    private sealed class BrokenPipeline : IPipeline
    {
        public int Depth => 1;

        public int VocabularySize => 8192;

        public Task<LogitRows> ExecuteAsync(MicroBatch batch) => Task.FromException<LogitRows>(new IOException("the stage is gone"));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class TestEngine : IDisposable
    {
        private readonly Checkpoint checkpoint;

        public TestEngine(string model, int kvBlocks, int maxRunning = 8, int[]? layers = null, int chunk = 16)
        {
            checkpoint = Checkpoint.Open(TestModels.Folder(model));
            var backend = new SimdBackend(new SimdOptions { PackFolder = Path.Combine(TestModels.Root, "packed"), Threads = 1 });
            Options = new SchedulerOptions { ContextLength = 512, MaxBatchTokens = 32, PrefillChunk = chunk, MaxRunning = maxRunning };
            Pool = new KvAllocator(kvBlocks);
            var stages = StageRange.Split(layers ?? [3]).Select(range => backend.CreateStage(checkpoint, range, new StageOptions(kvBlocks, 32))).ToArray();
            Engine = new Engine(new LocalPipeline(stages, checkpoint.Config.VocabularySize), Options, Pool);
        }

        public Engine Engine { get; }

        public KvAllocator Pool { get; }

        public SchedulerOptions Options { get; }

        public void Dispose()
        {
            Engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
            checkpoint.Dispose();
        }
    }
}

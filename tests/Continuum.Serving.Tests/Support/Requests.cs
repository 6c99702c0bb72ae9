using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Support;

/// <summary>Requests of many shapes, the same from the same number.</summary>
internal static class Requests
{
    public static GenerationRequest Of(int number, int promptLength = 20, int maxTokens = 30) => new(
        $"{number}", [.. Enumerable.Range(0, promptLength).Select(i => (number * 1009 + i * 31 + 1) % 8000)],
        new SamplingParameters { Temperature = number % 2, TopP = 0.95, Seed = (ulong)number, MaxTokens = maxTokens, IgnoreEos = true }, $"t{number % 2}");

    /// <summary>What one stage in this process answers to each request, one after another.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<int>>> AloneAsync(string model, IEnumerable<GenerationRequest> requests)
    {
        using var checkpoint = Checkpoint.Open(TestModels.Folder(model));
        var backend = new SimdBackend(new SimdOptions { PackFolder = Path.Combine(TestModels.Root, "packed"), Threads = 1 });
        var stage = backend.CreateStage(checkpoint, StageRange.Whole(checkpoint.Config.LayerCount), new StageOptions(64, 32));
        await using var engine = new Engine(new LocalPipeline([stage], checkpoint.Config.VocabularySize),
            new SchedulerOptions { ContextLength = 512, MaxBatchTokens = 32, PrefillChunk = 16, MaxRunning = 1 }, new KvAllocator(64));
        var answers = new List<IReadOnlyList<int>>();
        foreach (var request in requests) answers.Add((await (await engine.SubmitAsync(request)).ReadAllAsync()).Tokens);
        return answers;
    }

    /// <summary>All answers of an engine that gets the requests at once; fails if one did not run its whole length.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<int>>> TogetherAsync(Engine engine, IEnumerable<GenerationRequest> requests) =>
        await Task.WhenAll(requests.Select(async request =>
        {
            var (tokens, finish) = await (await engine.SubmitAsync(request)).ReadAllAsync();
            Assert.Equal(FinishReason.Length, finish);
            return tokens;
        }));
}

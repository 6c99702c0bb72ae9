using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;

namespace Continuum.Benchmarks.Serving;

/// <summary>The runtime's own kernels, one stage, driven without scheduler.</summary>
internal sealed class ComputeRun : IServingSubject
{
    private const int Context = 1024;
    private readonly Checkpoint checkpoint;
    private readonly IStageExecutor stage;
    private readonly float[] logits;
    private long batches;
    private int generation = 1;

    public ComputeRun(string folder, string packs, WeightPrecision precision, int threads)
    {
        Name = $"continuum {precision.ToString().ToLowerInvariant()}";
        checkpoint = Checkpoint.Open(folder);
        var backend = new SimdBackend(new SimdOptions { PackFolder = packs, Precision = precision, Threads = threads });
        stage = backend.CreateStage(checkpoint, StageRange.Whole(checkpoint.Config.LayerCount), new StageOptions(8 * Context / KvBlock.Slots, 512));
        logits = new float[8 * checkpoint.Config.VocabularySize];
    }

    public string Name { get; }

    public double Prefill(int tokens)
    {
        generation++;
        return Stopwatching.Seconds(() => Execute([Slice(0, 0, [.. Enumerable.Range(0, tokens).Select(i => i * 31 % 8000)])]));
    }

    public double Decode(int batch, int start, int steps)
    {
        generation++;
        for (var s = 0; s < batch; s++) Execute([Slice(s, 0, [.. Enumerable.Range(0, start).Select(i => (i * 31 + s) % 8000)])]);
        return Stopwatching.Seconds(() =>
        {
            for (var step = 0; step < steps; step++)
                Execute([.. Enumerable.Range(0, batch).Select(s => Slice(s, start + step, [(step * 17 + s) % 8000]))]);
        });
    }

    public void Dispose()
    {
        stage.Dispose();
        checkpoint.Dispose();
    }

    private BatchSlice Slice(int sequence, int start, int[] tokens) => new(sequence, start, tokens,
        Enumerable.Range(sequence * Context / KvBlock.Slots, KvBlock.Count(start + tokens.Length)).Select(id => new KvBlock(id, generation)).ToArray(), 1);

    private void Execute(BatchSlice[] slices) =>
        stage.Execute(new MicroBatch(++batches, 0, slices), [], logits.AsSpan(0, slices.Length * checkpoint.Config.VocabularySize));
}

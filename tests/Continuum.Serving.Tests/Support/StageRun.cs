using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Support;

/// <summary>Stages in one process, driven by hand: sequences with contiguous blocks, any chunking, any batching.</summary>
internal sealed class StageRun : IDisposable
{
    private readonly Checkpoint checkpoint;
    private readonly IStageExecutor[] stages;
    private readonly int blocksPerSequence;
    private long batches;

    public StageRun(
        string model, WeightPrecision precision = WeightPrecision.Exact, int threads = 1, VectorWidth width = VectorWidth.Widest,
        int[]? layers = null, int sequences = 4, int maxTokens = 64, int context = 256)
    {
        checkpoint = Checkpoint.Open(model);
        blocksPerSequence = KvBlock.Count(context);
        var backend = new SimdBackend(new SimdOptions { PackFolder = Path.Combine(TestModels.Root, "packed"), Precision = precision, Threads = threads, Width = width });
        var ranges = layers is null ? [StageRange.Whole(checkpoint.Config.LayerCount)] : StageRange.Split(layers);
        stages = [.. ranges.Select(range => backend.CreateStage(checkpoint, range, new StageOptions(blocksPerSequence * sequences, maxTokens)))];
    }

    public ModelConfig Config => checkpoint.Config;

    public IReadOnlyList<IStageExecutor> Stages => stages;

    public BatchSlice Slice(int sequence, int start, ReadOnlyMemory<int> tokens, int logitRows) => new(
        sequence, start, tokens,
        Enumerable.Range(sequence * blocksPerSequence, blocksPerSequence).Select(id => new KvBlock(id, 1)).ToArray(), logitRows);

    /// <summary>Logits of all asked rows, in slice order.</summary>
    public float[] Execute(params BatchSlice[] slices)
    {
        var batch = new MicroBatch(++batches, 0, slices);
        float[] data = [];
        foreach (var stage in stages)
        {
            Assert.Equal(stage.InputLength(batch), data.Length);
            var output = new float[stage.OutputLength(batch)];
            stage.Execute(batch, data, output);
            data = output;
        }
        return data;
    }

    /// <summary>Logits at every position of one sequence, teacher-forced in chunks of the given sizes (the last repeats).</summary>
    public float[] Force(int sequence, int[] tokens, params int[] chunks)
    {
        var all = new List<float>();
        for (int start = 0, i = 0; start < tokens.Length; i++)
        {
            var count = Math.Min(chunks[Math.Min(i, chunks.Length - 1)], tokens.Length - start);
            all.AddRange(Execute(Slice(sequence, start, tokens.AsMemory(start, count), count)));
            start += count;
        }
        return [.. all];
    }

    public void Dispose()
    {
        foreach (var stage in stages) stage.Dispose();
        checkpoint.Dispose();
    }
}

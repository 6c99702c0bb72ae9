using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Compute.Simd;

/// <summary>An executor that owns its layers, for a stage whose layers never change.</summary>
internal sealed class OwningExecutor(ILayerSet layers, IStageExecutor executor) : IStageExecutor
{
    public StageRange Range => executor.Range;

    public KvStore Kv => executor.Kv;

    public int InputLength(MicroBatch batch) => executor.InputLength(batch);

    public int OutputLength(MicroBatch batch) => executor.OutputLength(batch);

    public void Execute(MicroBatch batch, ReadOnlySpan<float> input, Span<float> output) => executor.Execute(batch, input, output);

    public void Dispose()
    {
        executor.Dispose();
        layers.Dispose();
    }
}

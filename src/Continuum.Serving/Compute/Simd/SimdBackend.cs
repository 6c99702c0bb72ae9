using Continuum.Serving.Compute.Packing;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Simd;

/// <summary>The default backend: this process's processor, in C#.</summary>
/// <param name="options">Its settings.</param>
public sealed class SimdBackend(SimdOptions options) : IComputeBackend
{
    private readonly PackStore store = new(options.PackFolder);

    /// <summary>
    /// One class for all vector widths and thread counts, and for exact F32 and BF16; int8 is another because its weights are.
    /// </summary>
    public string NumericsClass => options.Precision == WeightPrecision.Int8 ? "simd16-int8" : "simd16-f32";

    /// <inheritdoc/>
    public IStageExecutor CreateStage(Checkpoint checkpoint, StageRange range, StageOptions stage)
    {
        stage.Validate();
        var set = new SimdLayerSet(checkpoint, stage, options, store);
        try
        {
            set.Load(range);
            return new OwningExecutor(set, set.CreateExecutor(range));
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ILayerSet CreateLayerSet(Checkpoint checkpoint, StageOptions stage)
    {
        stage.Validate();
        return new SimdLayerSet(checkpoint, stage, options, store);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

namespace Continuum.Serving.Compute.Simd;

/// <summary>Settings of the processor backend.</summary>
public sealed record SimdOptions
{
    /// <summary>Folder of packed weights; may be shared by all stages on a machine.</summary>
    public required string PackFolder { get; init; }

    /// <summary>How matrices are held.</summary>
    public WeightPrecision Precision { get; init; } = WeightPrecision.Exact;

    /// <summary>Threads of a stage, the calling one included.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Vector width; only tests have reason to choose.</summary>
    public VectorWidth Width { get; init; } = VectorWidth.Widest;
}

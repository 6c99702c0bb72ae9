namespace Continuum.Serving.Compute;

/// <summary>How matrices are held in memory; norms and biases are always single precision.</summary>
public enum WeightPrecision
{
    /// <summary>BF16 for a BF16 checkpoint, else F32: exact in both cases.</summary>
    Exact,

    /// <summary>Single precision.</summary>
    F32,

    /// <summary>bfloat16; rounds other checkpoints.</summary>
    BF16,

    /// <summary>Blocks of 32 signed bytes with one single-precision scale.</summary>
    Int8,
}

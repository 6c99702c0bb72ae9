namespace Continuum.Serving.Models;

/// <summary>Element types of checkpoints that the runtime reads.</summary>
public enum TensorType
{
    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>The upper half of a single-precision number.</summary>
    BF16,

    /// <summary>IEEE 754 half precision.</summary>
    F16,
}

/// <summary>Sizes of <see cref="TensorType"/>.</summary>
public static class TensorTypes
{
    /// <summary>Bytes of one element.</summary>
    /// <param name="type">The element type.</param>
    /// <returns>4 or 2.</returns>
    public static int Size(this TensorType type) => type == TensorType.F32 ? 4 : 2;
}

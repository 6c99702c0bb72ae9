using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// How a block of 4 rows x 32 columns lies in memory. Loads give the same 16-column halves for every format: lanes
/// [lane, lane + width) of columns 0..15 and of columns 16..31.
/// </summary>
internal unsafe interface IWeightFormat
{
    /// <summary>Bytes of a block of 4 rows x 32 columns.</summary>
    static abstract int BlockBytes { get; }

    static abstract void Pack(ReadOnlySpan<float> row, int rowInGroup, byte* group);

    static abstract void Load(byte* block, int row, int lane, out Vector128<float> low, out Vector128<float> high);

    static abstract void Load(byte* block, int row, int lane, out Vector256<float> low, out Vector256<float> high);

    static abstract void Load(byte* block, int row, out Vector512<float> low, out Vector512<float> high);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Four rows of 32 floats, row after row: two 64-byte lines each.</summary>
internal unsafe readonly struct Float32Format : IWeightFormat
{
    public static int BlockBytes => 4 * 32 * sizeof(float);

    public static void Pack(ReadOnlySpan<float> row, int rowInGroup, byte* group)
    {
        for (var k = 0; k < row.Length; k++)
            ((float*)(group + (long)(k / 32) * BlockBytes))[rowInGroup * 32 + k % 32] = row[k];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, int lane, out Vector128<float> low, out Vector128<float> high)
    {
        var line = (float*)block + row * 32 + lane;
        low = Vector128.Load(line);
        high = Vector128.Load(line + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, int lane, out Vector256<float> low, out Vector256<float> high)
    {
        var line = (float*)block + row * 32 + lane;
        low = Vector256.Load(line);
        high = Vector256.Load(line + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, out Vector512<float> low, out Vector512<float> high)
    {
        var line = (float*)block + row * 32;
        low = Vector512.Load(line);
        high = Vector512.Load(line + 16);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// Four lines of 64 bytes. Word i of a row's line holds column i in its lower half and column 16 + i in its upper half, so
/// that a shift gives columns 0..15, a mask columns 16..31, in the column order of <see cref="Float32Format"/>: a model
/// whose weights are bfloat16 computes the same bits in both formats.
/// </summary>
internal unsafe readonly struct BFloat16Format : IWeightFormat
{
    private const uint UpperHalf = 0xFFFF0000;

    public static int BlockBytes => 4 * 32 * sizeof(ushort);

    public static void Pack(ReadOnlySpan<float> row, int rowInGroup, byte* group)
    {
        for (var k = 0; k < row.Length; k++)
        {
            var line = (ushort*)(group + (long)(k / 32) * BlockBytes) + rowInGroup * 32;
            line[2 * (k % 16) + k % 32 / 16] = SafetensorsWriter.ToBFloat16(row[k]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, int lane, out Vector128<float> low, out Vector128<float> high)
    {
        var words = Vector128.Load((uint*)block + row * 16 + lane);
        low = (words << 16).AsSingle();
        high = (words & Vector128.Create(UpperHalf)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, int lane, out Vector256<float> low, out Vector256<float> high)
    {
        var words = Vector256.Load((uint*)block + row * 16 + lane);
        low = (words << 16).AsSingle();
        high = (words & Vector256.Create(UpperHalf)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(byte* block, int row, out Vector512<float> low, out Vector512<float> high)
    {
        var words = Vector512.Load((uint*)block + row * 16);
        low = (words << 16).AsSingle();
        high = (words & Vector512.Create(UpperHalf)).AsSingle();
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// The one order in which 16 partial sums become one: lane i + lane i+8, then i + i+4, then i + i+2, then 0 + 1.
/// Every dot product and reduction of the forward pass ends here, whatever the vector width, hence equal bits.
/// </summary>
internal static class Lanes
{
    /// <summary>Partial sums in a line; all inner loops step by this.</summary>
    public const int Count = 16;

    /// <summary>Columns of packed matrices are padded to this.</summary>
    public const int Block = 32;

    public static int Pad(int length) => (length + Block - 1) / Block * Block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold(Vector256<float> low, Vector256<float> high) => Fold(low + high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold(Vector256<float> sums) => sums.GetLower() + sums.GetUpper();

    /// <summary>The last two foldings of four sums at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sum4(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        var ac = ZipLow(a, c) + ZipHigh(a, c);
        var bd = ZipLow(b, d) + ZipHigh(b, d);
        return ZipLow(ac, bd) + ZipHigh(ac, bd);
    }

    /// <summary>All foldings of one line of 16 partial sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> low, Vector256<float> high)
    {
        var four = Fold(low, high);
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackLow(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackHigh(a, b);
        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }
}

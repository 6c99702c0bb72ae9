using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// 4 rows x 1, 2 or 4 tokens with 512-bit vectors: a line of 16 partial sums is one register.
/// </summary>
/// <remarks>
/// group: packed blocks of 4 rows; x: [tokens, xStride] activations; y: [tokens, yStride], receives 4 results a token, added
/// to what is there if asked.
/// </remarks>
internal static unsafe class Kernels512
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile1<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        Vector512<float> a00 = default;
        Vector512<float> a10 = default;
        Vector512<float> a20 = default;
        Vector512<float> a30 = default;
        var w = group;
        var x0 = x;
        for (var block = 0; block < blocks; block++)
        {
            TFormat.Load(w, 0, out Vector512<float> l0, out Vector512<float> h0);
            a00 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x0), a00);
            a00 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x0 + 16), a00);
            TFormat.Load(w, 1, out Vector512<float> l1, out Vector512<float> h1);
            a10 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x0), a10);
            a10 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x0 + 16), a10);
            TFormat.Load(w, 2, out Vector512<float> l2, out Vector512<float> h2);
            a20 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x0), a20);
            a20 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x0 + 16), a20);
            TFormat.Load(w, 3, out Vector512<float> l3, out Vector512<float> h3);
            a30 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x0), a30);
            a30 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x0 + 16), a30);
            w += TFormat.BlockBytes;
            x0 += Lanes.Block;
        }
        Store(a00, a10, a20, a30, y, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile2<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        Vector512<float> a00 = default, a01 = default;
        Vector512<float> a10 = default, a11 = default;
        Vector512<float> a20 = default, a21 = default;
        Vector512<float> a30 = default, a31 = default;
        var w = group;
        var x0 = x;
        var x1 = x + xStride;
        for (var block = 0; block < blocks; block++)
        {
            TFormat.Load(w, 0, out Vector512<float> l0, out Vector512<float> h0);
            a00 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x0), a00);
            a01 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x1), a01);
            a00 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x0 + 16), a00);
            a01 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x1 + 16), a01);
            TFormat.Load(w, 1, out Vector512<float> l1, out Vector512<float> h1);
            a10 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x0), a10);
            a11 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x1), a11);
            a10 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x0 + 16), a10);
            a11 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x1 + 16), a11);
            TFormat.Load(w, 2, out Vector512<float> l2, out Vector512<float> h2);
            a20 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x0), a20);
            a21 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x1), a21);
            a20 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x0 + 16), a20);
            a21 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x1 + 16), a21);
            TFormat.Load(w, 3, out Vector512<float> l3, out Vector512<float> h3);
            a30 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x0), a30);
            a31 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x1), a31);
            a30 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x0 + 16), a30);
            a31 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x1 + 16), a31);
            w += TFormat.BlockBytes;
            x0 += Lanes.Block;
            x1 += Lanes.Block;
        }
        Store(a00, a10, a20, a30, y, add);
        Store(a01, a11, a21, a31, y + yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile4<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        Vector512<float> a00 = default, a01 = default, a02 = default, a03 = default;
        Vector512<float> a10 = default, a11 = default, a12 = default, a13 = default;
        Vector512<float> a20 = default, a21 = default, a22 = default, a23 = default;
        Vector512<float> a30 = default, a31 = default, a32 = default, a33 = default;
        var w = group;
        var x0 = x;
        var x1 = x + xStride;
        var x2 = x + 2 * xStride;
        var x3 = x + 3 * xStride;
        for (var block = 0; block < blocks; block++)
        {
            TFormat.Load(w, 0, out Vector512<float> l0, out Vector512<float> h0);
            a00 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x0), a00);
            a01 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x1), a01);
            a02 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x2), a02);
            a03 = Vector512.FusedMultiplyAdd(l0, Vector512.Load(x3), a03);
            a00 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x0 + 16), a00);
            a01 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x1 + 16), a01);
            a02 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x2 + 16), a02);
            a03 = Vector512.FusedMultiplyAdd(h0, Vector512.Load(x3 + 16), a03);
            TFormat.Load(w, 1, out Vector512<float> l1, out Vector512<float> h1);
            a10 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x0), a10);
            a11 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x1), a11);
            a12 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x2), a12);
            a13 = Vector512.FusedMultiplyAdd(l1, Vector512.Load(x3), a13);
            a10 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x0 + 16), a10);
            a11 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x1 + 16), a11);
            a12 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x2 + 16), a12);
            a13 = Vector512.FusedMultiplyAdd(h1, Vector512.Load(x3 + 16), a13);
            TFormat.Load(w, 2, out Vector512<float> l2, out Vector512<float> h2);
            a20 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x0), a20);
            a21 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x1), a21);
            a22 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x2), a22);
            a23 = Vector512.FusedMultiplyAdd(l2, Vector512.Load(x3), a23);
            a20 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x0 + 16), a20);
            a21 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x1 + 16), a21);
            a22 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x2 + 16), a22);
            a23 = Vector512.FusedMultiplyAdd(h2, Vector512.Load(x3 + 16), a23);
            TFormat.Load(w, 3, out Vector512<float> l3, out Vector512<float> h3);
            a30 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x0), a30);
            a31 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x1), a31);
            a32 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x2), a32);
            a33 = Vector512.FusedMultiplyAdd(l3, Vector512.Load(x3), a33);
            a30 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x0 + 16), a30);
            a31 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x1 + 16), a31);
            a32 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x2 + 16), a32);
            a33 = Vector512.FusedMultiplyAdd(h3, Vector512.Load(x3 + 16), a33);
            w += TFormat.BlockBytes;
            x0 += Lanes.Block;
            x1 += Lanes.Block;
            x2 += Lanes.Block;
            x3 += Lanes.Block;
        }
        Store(a00, a10, a20, a30, y, add);
        Store(a01, a11, a21, a31, y + yStride, add);
        Store(a02, a12, a22, a32, y + 2 * yStride, add);
        Store(a03, a13, a23, a33, y + 3 * yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> sums, float* y, bool add) => (add ? sums + Vector128.Load(y) : sums).Store(y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* y, bool add) =>
        Store(Lanes.Sum4(Fold(a), Fold(b), Fold(c), Fold(d)), y, add);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fold(Vector512<float> sums) => Lanes.Fold(sums.GetLower(), sums.GetUpper());
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// 4 rows x 1, 2 or 4 tokens with 128-bit vectors, a pass for each quarter of the 16 partial sums: for ARM, and in software
/// for everything else.
/// </summary>
/// <remarks>
/// group: packed blocks of 4 rows; x: [tokens, xStride] activations; y: [tokens, yStride], receives 4 results a token, added
/// to what is there if asked.
/// </remarks>
internal static unsafe class Kernels128
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile1<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        var half = stackalloc Vector128<float>[16];
        for (var pass = 0; pass < 4; pass++)
        {
            var lane = pass * 4;
            Vector128<float> a00 = default;
            Vector128<float> a10 = default;
            Vector128<float> a20 = default;
            Vector128<float> a30 = default;
            var w = group;
            var x0 = x + lane;
            for (var block = 0; block < blocks; block++)
            {
                TFormat.Load(w, 0, lane, out Vector128<float> l0, out Vector128<float> h0);
                a00 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x0), a00);
                a00 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x0 + 16), a00);
                TFormat.Load(w, 1, lane, out Vector128<float> l1, out Vector128<float> h1);
                a10 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x0), a10);
                a10 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x0 + 16), a10);
                TFormat.Load(w, 2, lane, out Vector128<float> l2, out Vector128<float> h2);
                a20 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x0), a20);
                a20 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x0 + 16), a20);
                TFormat.Load(w, 3, lane, out Vector128<float> l3, out Vector128<float> h3);
                a30 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x0), a30);
                a30 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x0 + 16), a30);
                w += TFormat.BlockBytes;
                x0 += Lanes.Block;
            }
            half[pass * 4 + 0] = a00;
            half[pass * 4 + 1] = a10;
            half[pass * 4 + 2] = a20;
            half[pass * 4 + 3] = a30;
        }
        for (var t = 0; t < 1; t++) Store(half + t, 1, y + t * yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile2<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        var half = stackalloc Vector128<float>[32];
        for (var pass = 0; pass < 4; pass++)
        {
            var lane = pass * 4;
            Vector128<float> a00 = default, a01 = default;
            Vector128<float> a10 = default, a11 = default;
            Vector128<float> a20 = default, a21 = default;
            Vector128<float> a30 = default, a31 = default;
            var w = group;
            var x0 = x + lane;
            var x1 = x + xStride + lane;
            for (var block = 0; block < blocks; block++)
            {
                TFormat.Load(w, 0, lane, out Vector128<float> l0, out Vector128<float> h0);
                a00 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x0), a00);
                a01 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x1), a01);
                a00 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x0 + 16), a00);
                a01 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x1 + 16), a01);
                TFormat.Load(w, 1, lane, out Vector128<float> l1, out Vector128<float> h1);
                a10 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x0), a10);
                a11 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x1), a11);
                a10 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x0 + 16), a10);
                a11 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x1 + 16), a11);
                TFormat.Load(w, 2, lane, out Vector128<float> l2, out Vector128<float> h2);
                a20 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x0), a20);
                a21 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x1), a21);
                a20 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x0 + 16), a20);
                a21 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x1 + 16), a21);
                TFormat.Load(w, 3, lane, out Vector128<float> l3, out Vector128<float> h3);
                a30 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x0), a30);
                a31 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x1), a31);
                a30 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x0 + 16), a30);
                a31 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x1 + 16), a31);
                w += TFormat.BlockBytes;
                x0 += Lanes.Block;
                x1 += Lanes.Block;
            }
            half[pass * 8 + 0] = a00;
            half[pass * 8 + 1] = a01;
            half[pass * 8 + 2] = a10;
            half[pass * 8 + 3] = a11;
            half[pass * 8 + 4] = a20;
            half[pass * 8 + 5] = a21;
            half[pass * 8 + 6] = a30;
            half[pass * 8 + 7] = a31;
        }
        for (var t = 0; t < 2; t++) Store(half + t, 2, y + t * yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile4<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        var half = stackalloc Vector128<float>[64];
        for (var pass = 0; pass < 4; pass++)
        {
            var lane = pass * 4;
            Vector128<float> a00 = default, a01 = default, a02 = default, a03 = default;
            Vector128<float> a10 = default, a11 = default, a12 = default, a13 = default;
            Vector128<float> a20 = default, a21 = default, a22 = default, a23 = default;
            Vector128<float> a30 = default, a31 = default, a32 = default, a33 = default;
            var w = group;
            var x0 = x + lane;
            var x1 = x + xStride + lane;
            var x2 = x + 2 * xStride + lane;
            var x3 = x + 3 * xStride + lane;
            for (var block = 0; block < blocks; block++)
            {
                TFormat.Load(w, 0, lane, out Vector128<float> l0, out Vector128<float> h0);
                a00 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x0), a00);
                a01 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x1), a01);
                a02 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x2), a02);
                a03 = Vector128.FusedMultiplyAdd(l0, Vector128.Load(x3), a03);
                a00 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x0 + 16), a00);
                a01 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x1 + 16), a01);
                a02 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x2 + 16), a02);
                a03 = Vector128.FusedMultiplyAdd(h0, Vector128.Load(x3 + 16), a03);
                TFormat.Load(w, 1, lane, out Vector128<float> l1, out Vector128<float> h1);
                a10 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x0), a10);
                a11 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x1), a11);
                a12 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x2), a12);
                a13 = Vector128.FusedMultiplyAdd(l1, Vector128.Load(x3), a13);
                a10 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x0 + 16), a10);
                a11 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x1 + 16), a11);
                a12 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x2 + 16), a12);
                a13 = Vector128.FusedMultiplyAdd(h1, Vector128.Load(x3 + 16), a13);
                TFormat.Load(w, 2, lane, out Vector128<float> l2, out Vector128<float> h2);
                a20 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x0), a20);
                a21 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x1), a21);
                a22 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x2), a22);
                a23 = Vector128.FusedMultiplyAdd(l2, Vector128.Load(x3), a23);
                a20 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x0 + 16), a20);
                a21 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x1 + 16), a21);
                a22 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x2 + 16), a22);
                a23 = Vector128.FusedMultiplyAdd(h2, Vector128.Load(x3 + 16), a23);
                TFormat.Load(w, 3, lane, out Vector128<float> l3, out Vector128<float> h3);
                a30 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x0), a30);
                a31 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x1), a31);
                a32 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x2), a32);
                a33 = Vector128.FusedMultiplyAdd(l3, Vector128.Load(x3), a33);
                a30 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x0 + 16), a30);
                a31 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x1 + 16), a31);
                a32 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x2 + 16), a32);
                a33 = Vector128.FusedMultiplyAdd(h3, Vector128.Load(x3 + 16), a33);
                w += TFormat.BlockBytes;
                x0 += Lanes.Block;
                x1 += Lanes.Block;
                x2 += Lanes.Block;
                x3 += Lanes.Block;
            }
            half[pass * 16 + 0] = a00;
            half[pass * 16 + 1] = a01;
            half[pass * 16 + 2] = a02;
            half[pass * 16 + 3] = a03;
            half[pass * 16 + 4] = a10;
            half[pass * 16 + 5] = a11;
            half[pass * 16 + 6] = a12;
            half[pass * 16 + 7] = a13;
            half[pass * 16 + 8] = a20;
            half[pass * 16 + 9] = a21;
            half[pass * 16 + 10] = a22;
            half[pass * 16 + 11] = a23;
            half[pass * 16 + 12] = a30;
            half[pass * 16 + 13] = a31;
            half[pass * 16 + 14] = a32;
            half[pass * 16 + 15] = a33;
        }
        for (var t = 0; t < 4; t++) Store(half + t, 4, y + t * yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> sums, float* y, bool add) => (add ? sums + Vector128.Load(y) : sums).Store(y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float>* quarter, int tokens, float* y, bool add)
    {
        var pass = 4 * tokens;
        Vector128<float> Fold(int row)
        {
            var sums = quarter + row * tokens;
            return (sums[0] + sums[2 * pass]) + (sums[pass] + sums[3 * pass]);
        }
        Store(Lanes.Sum4(Fold(0), Fold(1), Fold(2), Fold(3)), y, add);
    }
}

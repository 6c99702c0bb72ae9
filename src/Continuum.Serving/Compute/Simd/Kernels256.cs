using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// 4 rows x 1, 2 or 3 tokens with 256-bit vectors. More than one token takes a pass for each half of the 16 partial sums,
/// because 16 registers do not hold both. Three tokens fill all registers, so that tile takes F32 only, which needs none to
/// widen.
/// </summary>
/// <remarks>
/// group: packed blocks of 4 rows; x: [tokens, xStride] activations; y: [tokens, yStride], receives 4 results a token, added
/// to what is there if asked.
/// </remarks>
internal static unsafe class Kernels256
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile1<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        Vector256<float> a0 = default, b0 = default;
        Vector256<float> a1 = default, b1 = default;
        Vector256<float> a2 = default, b2 = default;
        Vector256<float> a3 = default, b3 = default;
        var w = group;
        for (var block = 0; block < blocks; block++)
        {
            Vector256<float> x0 = Vector256.Load(x), x8 = Vector256.Load(x + 8), x16 = Vector256.Load(x + 16), x24 = Vector256.Load(x + 24);
            TFormat.Load(w, 0, 0, out Vector256<float> la0, out Vector256<float> ha0);
            TFormat.Load(w, 0, 8, out Vector256<float> lb0, out Vector256<float> hb0);
            a0 = Vector256.FusedMultiplyAdd(la0, x0, a0);
            b0 = Vector256.FusedMultiplyAdd(lb0, x8, b0);
            a0 = Vector256.FusedMultiplyAdd(ha0, x16, a0);
            b0 = Vector256.FusedMultiplyAdd(hb0, x24, b0);
            TFormat.Load(w, 1, 0, out Vector256<float> la1, out Vector256<float> ha1);
            TFormat.Load(w, 1, 8, out Vector256<float> lb1, out Vector256<float> hb1);
            a1 = Vector256.FusedMultiplyAdd(la1, x0, a1);
            b1 = Vector256.FusedMultiplyAdd(lb1, x8, b1);
            a1 = Vector256.FusedMultiplyAdd(ha1, x16, a1);
            b1 = Vector256.FusedMultiplyAdd(hb1, x24, b1);
            TFormat.Load(w, 2, 0, out Vector256<float> la2, out Vector256<float> ha2);
            TFormat.Load(w, 2, 8, out Vector256<float> lb2, out Vector256<float> hb2);
            a2 = Vector256.FusedMultiplyAdd(la2, x0, a2);
            b2 = Vector256.FusedMultiplyAdd(lb2, x8, b2);
            a2 = Vector256.FusedMultiplyAdd(ha2, x16, a2);
            b2 = Vector256.FusedMultiplyAdd(hb2, x24, b2);
            TFormat.Load(w, 3, 0, out Vector256<float> la3, out Vector256<float> ha3);
            TFormat.Load(w, 3, 8, out Vector256<float> lb3, out Vector256<float> hb3);
            a3 = Vector256.FusedMultiplyAdd(la3, x0, a3);
            b3 = Vector256.FusedMultiplyAdd(lb3, x8, b3);
            a3 = Vector256.FusedMultiplyAdd(ha3, x16, a3);
            b3 = Vector256.FusedMultiplyAdd(hb3, x24, b3);
            w += TFormat.BlockBytes;
            x += Lanes.Block;
        }
        Store(Lanes.Sum4(Lanes.Fold(a0, b0), Lanes.Fold(a1, b1), Lanes.Fold(a2, b2), Lanes.Fold(a3, b3)), y, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile2<TFormat>(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
        where TFormat : struct, IWeightFormat
    {
        var half = stackalloc Vector256<float>[16];
        for (var lane = 0; lane < Lanes.Count; lane += 8)
        {
            Vector256<float> a00 = default, a01 = default;
            Vector256<float> a10 = default, a11 = default;
            Vector256<float> a20 = default, a21 = default;
            Vector256<float> a30 = default, a31 = default;
            var w = group;
            var x0 = x + lane;
            var x1 = x + lane + xStride;
            for (var block = 0; block < blocks; block++)
            {
                Vector256<float> x0l = Vector256.Load(x0), x0h = Vector256.Load(x0 + 16), x1l = Vector256.Load(x1), x1h = Vector256.Load(x1 + 16);
                TFormat.Load(w, 0, lane, out Vector256<float> l0, out Vector256<float> h0);
                a00 = Vector256.FusedMultiplyAdd(l0, x0l, a00);
                a01 = Vector256.FusedMultiplyAdd(l0, x1l, a01);
                a00 = Vector256.FusedMultiplyAdd(h0, x0h, a00);
                a01 = Vector256.FusedMultiplyAdd(h0, x1h, a01);
                TFormat.Load(w, 1, lane, out Vector256<float> l1, out Vector256<float> h1);
                a10 = Vector256.FusedMultiplyAdd(l1, x0l, a10);
                a11 = Vector256.FusedMultiplyAdd(l1, x1l, a11);
                a10 = Vector256.FusedMultiplyAdd(h1, x0h, a10);
                a11 = Vector256.FusedMultiplyAdd(h1, x1h, a11);
                TFormat.Load(w, 2, lane, out Vector256<float> l2, out Vector256<float> h2);
                a20 = Vector256.FusedMultiplyAdd(l2, x0l, a20);
                a21 = Vector256.FusedMultiplyAdd(l2, x1l, a21);
                a20 = Vector256.FusedMultiplyAdd(h2, x0h, a20);
                a21 = Vector256.FusedMultiplyAdd(h2, x1h, a21);
                TFormat.Load(w, 3, lane, out Vector256<float> l3, out Vector256<float> h3);
                a30 = Vector256.FusedMultiplyAdd(l3, x0l, a30);
                a31 = Vector256.FusedMultiplyAdd(l3, x1l, a31);
                a30 = Vector256.FusedMultiplyAdd(h3, x0h, a30);
                a31 = Vector256.FusedMultiplyAdd(h3, x1h, a31);
                w += TFormat.BlockBytes;
                x0 += Lanes.Block;
                x1 += Lanes.Block;
            }
            var sums = half + lane / 8 * 8;
            sums[0] = a00;
            sums[1] = a01;
            sums[2] = a10;
            sums[3] = a11;
            sums[4] = a20;
            sums[5] = a21;
            sums[6] = a30;
            sums[7] = a31;
        }
        for (var t = 0; t < 2; t++) Store(half + t, 2, y + t * yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Tile3(byte* group, int blocks, float* x, nint xStride, float* y, nint yStride, bool add)
    {
        var half = stackalloc Vector256<float>[24];
        for (var lane = 0; lane < Lanes.Count; lane += 8)
        {
            Vector256<float> a00 = default, a01 = default, a02 = default;
            Vector256<float> a10 = default, a11 = default, a12 = default;
            Vector256<float> a20 = default, a21 = default, a22 = default;
            Vector256<float> a30 = default, a31 = default, a32 = default;
            var w = (float*)group + lane;
            var x0 = x + lane;
            var x1 = x + lane + xStride;
            var x2 = x + lane + 2 * xStride;
            for (var block = 0; block < blocks; block++)
            {
                Vector256<float> x0l = Vector256.Load(x0), x1l = Vector256.Load(x1), x2l = Vector256.Load(x2);
                var l0 = Vector256.Load(w);
                a00 = Vector256.FusedMultiplyAdd(l0, x0l, a00);
                a01 = Vector256.FusedMultiplyAdd(l0, x1l, a01);
                a02 = Vector256.FusedMultiplyAdd(l0, x2l, a02);
                var l1 = Vector256.Load(w + 32);
                a10 = Vector256.FusedMultiplyAdd(l1, x0l, a10);
                a11 = Vector256.FusedMultiplyAdd(l1, x1l, a11);
                a12 = Vector256.FusedMultiplyAdd(l1, x2l, a12);
                var l2 = Vector256.Load(w + 64);
                a20 = Vector256.FusedMultiplyAdd(l2, x0l, a20);
                a21 = Vector256.FusedMultiplyAdd(l2, x1l, a21);
                a22 = Vector256.FusedMultiplyAdd(l2, x2l, a22);
                var l3 = Vector256.Load(w + 96);
                a30 = Vector256.FusedMultiplyAdd(l3, x0l, a30);
                a31 = Vector256.FusedMultiplyAdd(l3, x1l, a31);
                a32 = Vector256.FusedMultiplyAdd(l3, x2l, a32);
                Vector256<float> x0h = Vector256.Load(x0 + 16), x1h = Vector256.Load(x1 + 16), x2h = Vector256.Load(x2 + 16);
                var h0 = Vector256.Load(w + 16);
                a00 = Vector256.FusedMultiplyAdd(h0, x0h, a00);
                a01 = Vector256.FusedMultiplyAdd(h0, x1h, a01);
                a02 = Vector256.FusedMultiplyAdd(h0, x2h, a02);
                var h1 = Vector256.Load(w + 48);
                a10 = Vector256.FusedMultiplyAdd(h1, x0h, a10);
                a11 = Vector256.FusedMultiplyAdd(h1, x1h, a11);
                a12 = Vector256.FusedMultiplyAdd(h1, x2h, a12);
                var h2 = Vector256.Load(w + 80);
                a20 = Vector256.FusedMultiplyAdd(h2, x0h, a20);
                a21 = Vector256.FusedMultiplyAdd(h2, x1h, a21);
                a22 = Vector256.FusedMultiplyAdd(h2, x2h, a22);
                var h3 = Vector256.Load(w + 112);
                a30 = Vector256.FusedMultiplyAdd(h3, x0h, a30);
                a31 = Vector256.FusedMultiplyAdd(h3, x1h, a31);
                a32 = Vector256.FusedMultiplyAdd(h3, x2h, a32);
                w += 4 * Lanes.Block;
                x0 += Lanes.Block;
                x1 += Lanes.Block;
                x2 += Lanes.Block;
            }
            var sums = half + lane / 8 * 12;
            sums[0] = a00;
            sums[1] = a01;
            sums[2] = a02;
            sums[3] = a10;
            sums[4] = a11;
            sums[5] = a12;
            sums[6] = a20;
            sums[7] = a21;
            sums[8] = a22;
            sums[9] = a30;
            sums[10] = a31;
            sums[11] = a32;
        }
        for (var t = 0; t < 3; t++) Store(half + t, 3, y + t * yStride, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> sums, float* y, bool add) => (add ? sums + Vector128.Load(y) : sums).Store(y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float>* half, int tokens, float* y, bool add)
    {
        var second = half + 4 * tokens;
        Store(Lanes.Sum4(
            Lanes.Fold(half[0], second[0]), Lanes.Fold(half[tokens], second[tokens]),
            Lanes.Fold(half[2 * tokens], second[2 * tokens]), Lanes.Fold(half[3 * tokens], second[3 * tokens])), y, add);
    }
}

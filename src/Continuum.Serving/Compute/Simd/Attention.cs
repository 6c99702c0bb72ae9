using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Continuum.Serving.KvCache;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Causal attention of one query head over a paged cache; positions ascending in every sum, whatever the chunking.</summary>
internal static unsafe class Attention
{
    /// <summary>Attends from one position to all up to it.</summary>
    /// <param name="query">Rotated and scaled query, padded with zeros to whole lines.</param>
    /// <param name="layer">The layer's cache.</param>
    /// <param name="blocks">The sequence's blocks.</param>
    /// <param name="shape">Shape of a block.</param>
    /// <param name="kvHead">The KV head that the query head shares.</param>
    /// <param name="length">Number of positions attended to.</param>
    /// <param name="target">Receives the head's output, unpadded.</param>
    public static void Head(
        float* query, KvLayer layer, ReadOnlySpan<KvBlock> blocks, KvShape shape, int kvHead, int length, float* target)
    {
        var padded = KvBlock.Count(length) * KvBlock.Slots;
        var rented = ArrayPool<float>.Shared.Rent(padded + shape.PaddedHead);
        fixed (float* scores = rented)
        {
            var offset = kvHead * shape.PaddedHead;
            for (var b = 0; b < padded / KvBlock.Slots; b++)
                Scores(query, layer.Keys(blocks[b].Id) + offset, shape.SlotFloats, shape.PaddedHead, scores + b * KvBlock.Slots);
            // Slots beyond the last position hold whatever was there.
            for (var i = length; i < padded; i++) scores[i] = float.NegativeInfinity;
            var scale = Softmax(scores, padded);
            var sums = scores + padded;
            var d = 0;
            for (; d + 64 <= shape.PaddedHead; d += 64) Sum64(scores, layer, blocks, shape.SlotFloats, offset + d, length, scale, sums + d);
            for (; d < shape.PaddedHead; d += 16) Sum16(scores, layer, blocks, shape.SlotFloats, offset + d, length, scale, sums + d);
            new ReadOnlySpan<float>(sums, shape.HeadSize).CopyTo(new Span<float>(target, shape.HeadSize));
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Dot products with the 16 keys of a block, four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scores(float* query, float* keys, int stride, int padded, float* scores)
    {
        for (var slot = 0; slot < KvBlock.Slots; slot += 4)
        {
            float* k0 = keys + slot * stride, k1 = k0 + stride, k2 = k1 + stride, k3 = k2 + stride;
            Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
            Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
            for (var i = 0; i < padded; i += Lanes.Count)
            {
                Vector256<float> qa = Vector256.Load(query + i), qb = Vector256.Load(query + i + 8);
                a0 = Vector256.FusedMultiplyAdd(qa, Vector256.Load(k0 + i), a0);
                b0 = Vector256.FusedMultiplyAdd(qb, Vector256.Load(k0 + i + 8), b0);
                a1 = Vector256.FusedMultiplyAdd(qa, Vector256.Load(k1 + i), a1);
                b1 = Vector256.FusedMultiplyAdd(qb, Vector256.Load(k1 + i + 8), b1);
                a2 = Vector256.FusedMultiplyAdd(qa, Vector256.Load(k2 + i), a2);
                b2 = Vector256.FusedMultiplyAdd(qb, Vector256.Load(k2 + i + 8), b2);
                a3 = Vector256.FusedMultiplyAdd(qa, Vector256.Load(k3 + i), a3);
                b3 = Vector256.FusedMultiplyAdd(qb, Vector256.Load(k3 + i + 8), b3);
            }
            Lanes.Sum4(Lanes.Fold(a0, b0), Lanes.Fold(a1, b1), Lanes.Fold(a2, b2), Lanes.Fold(a3, b3)).Store(scores + slot);
        }
    }

    /// <summary>Replaces scores by e^(score - largest) and returns the reciprocal of their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Softmax(float* scores, int padded)
    {
        var largest = Vector256.Create(float.NegativeInfinity);
        for (var i = 0; i < padded; i += 8) largest = Vector256.Max(largest, Vector256.Load(scores + i));
        var max = float.NegativeInfinity;
        for (var lane = 0; lane < 8; lane++) max = MathF.Max(max, largest[lane]);
        var shift = Vector256.Create(max);
        Vector256<float> low = default, high = default;
        for (var i = 0; i < padded; i += Lanes.Count)
        {
            var a = VectorMath.Exp(Vector256.Load(scores + i) - shift);
            var b = VectorMath.Exp(Vector256.Load(scores + i + 8) - shift);
            a.Store(scores + i);
            b.Store(scores + i + 8);
            low += a;
            high += b;
        }
        return 1 / Lanes.Sum(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum64(
        float* weights, KvLayer layer, ReadOnlySpan<KvBlock> blocks, int stride, int offset, int length, float scale, float* target)
    {
        Vector256<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (var first = 0; first < length; first += KvBlock.Slots)
        {
            var row = layer.Values(blocks[first / KvBlock.Slots].Id) + offset;
            var end = Math.Min(length, first + KvBlock.Slots);
            for (var p = first; p < end; p++, row += stride)
            {
                var w = Vector256.Create(weights[p]);
                a = Vector256.FusedMultiplyAdd(w, Vector256.Load(row), a);
                b = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 8), b);
                c = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 16), c);
                d = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 24), d);
                e = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 32), e);
                f = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 40), f);
                g = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 48), g);
                h = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 56), h);
            }
        }
        (a * scale).Store(target);
        (b * scale).Store(target + 8);
        (c * scale).Store(target + 16);
        (d * scale).Store(target + 24);
        (e * scale).Store(target + 32);
        (f * scale).Store(target + 40);
        (g * scale).Store(target + 48);
        (h * scale).Store(target + 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum16(
        float* weights, KvLayer layer, ReadOnlySpan<KvBlock> blocks, int stride, int offset, int length, float scale, float* target)
    {
        Vector256<float> a = default, b = default;
        for (var first = 0; first < length; first += KvBlock.Slots)
        {
            var row = layer.Values(blocks[first / KvBlock.Slots].Id) + offset;
            var end = Math.Min(length, first + KvBlock.Slots);
            for (var p = first; p < end; p++, row += stride)
            {
                var w = Vector256.Create(weights[p]);
                a = Vector256.FusedMultiplyAdd(w, Vector256.Load(row), a);
                b = Vector256.FusedMultiplyAdd(w, Vector256.Load(row + 8), b);
            }
        }
        (a * scale).Store(target);
        (b * scale).Store(target + 8);
    }
}

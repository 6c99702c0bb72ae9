using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Element-wise functions and reductions with a fixed order of operations.</summary>
internal static unsafe class VectorMath
{
    private const float LowestExponent = -87f;

    /// <summary>
    /// e^x, within 2 units in the last place; 0 below -87. x = n ln 2 + r, a polynomial for e^r (Taylor coefficients are
    /// enough for |r| up to ln 2 / 2), and n added to the exponent bits.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        // Adding 1.5 x 2^23 leaves n in the low bits: rounds to nearest even on every machine, unlike conversions.
        var magic = Vector256.Create(12582912f);
        var clamped = Vector256.Min(Vector256.Max(x, Vector256.Create(LowestExponent)), Vector256.Create(88f));
        var shifted = Vector256.FusedMultiplyAdd(clamped, Vector256.Create(1.44269504f), magic);
        var n = shifted - magic;
        var r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-0.693359375f), clamped);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(2.12194440e-4f), r);
        var p = Vector256.Create(1f / 5040);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 720));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 120));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 24));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(1f / 6));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256.Create(0.5f));
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<float>.One);
        p = Vector256.FusedMultiplyAdd(p, r, Vector256<float>.One);
        var scale = ((shifted.AsInt32() << 23) + Vector256.Create(127 << 23)).AsSingle();
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(LowestExponent)), Vector256<float>.Zero, p * scale);
    }

    /// <summary>target = source x weight / sqrt(mean(source²) + epsilon); lengths are padded with zeros to whole lines.</summary>
    public static void RmsNorm(float* source, float* weight, float* target, int length, float epsilon)
    {
        Vector256<float> low = default, high = default;
        var padded = (length + Lanes.Count - 1) / Lanes.Count * Lanes.Count;
        for (var i = 0; i < padded; i += Lanes.Count)
        {
            Vector256<float> a = Vector256.Load(source + i), b = Vector256.Load(source + i + 8);
            low = Vector256.FusedMultiplyAdd(a, a, low);
            high = Vector256.FusedMultiplyAdd(b, b, high);
        }
        var scale = Vector256.Create(1 / MathF.Sqrt(Lanes.Sum(low, high) / length + epsilon));
        for (var i = 0; i < padded; i += 8) (Vector256.Load(source + i) * scale * Vector256.Load(weight + i)).Store(target + i);
    }

    /// <summary>target = gate / (1 + e^-gate) x up.</summary>
    public static void SwiGlu(float* gate, float* up, float* target, int padded)
    {
        for (var i = 0; i < padded; i += 8)
        {
            var g = Vector256.Load(gate + i);
            (g / (Vector256<float>.One + Exp(-g)) * Vector256.Load(up + i)).Store(target + i);
        }
    }

    /// <summary>target += source.</summary>
    public static void Add(float* source, float* target, int padded)
    {
        for (var i = 0; i < padded; i += 8) (Vector256.Load(source + i) + Vector256.Load(target + i)).Store(target + i);
    }
}

using System.Runtime.Intrinsics;
using Continuum.Serving.Compute.Packing;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Widths for which there are kernels; all give the same bits.</summary>
public enum VectorWidth
{
    /// <summary>The widest that the processor accelerates.</summary>
    Widest = 0,

    /// <summary>NEON, or software.</summary>
    Bits128 = 128,

    /// <summary>AVX2.</summary>
    Bits256 = 256,

    /// <summary>AVX-512.</summary>
    Bits512 = 512,
}

/// <summary>The kernels of one weight format and vector width.</summary>
internal sealed unsafe class KernelSet
{
    private readonly delegate*<byte*, int, float*, nint, float*, nint, bool, void> one, two, many;

    private KernelSet(
        int manyTokens, delegate*<byte*, int, float*, nint, float*, nint, bool, void> one,
        delegate*<byte*, int, float*, nint, float*, nint, bool, void> two, delegate*<byte*, int, float*, nint, float*, nint, bool, void> many)
    {
        ManyTokens = manyTokens;
        this.one = one;
        this.two = two;
        this.many = many;
    }

    /// <summary>Tokens of the widest tile.</summary>
    public int ManyTokens { get; }

    public static VectorWidth Widest => Vector512.IsHardwareAccelerated ? VectorWidth.Bits512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Bits256 : VectorWidth.Bits128;

    public static KernelSet Of(PackFormat format, VectorWidth width) => format.Name switch
    {
        "f32" => Of<Float32Format>(width),
        "bf16" => Of<BFloat16Format>(width),
        _ => Of<Int8Format>(width),
    };

    /// <summary>4 rows times some tokens: y[t, 0..3] (+)= group · x[t].</summary>
    public void Rows(byte* group, int blocks, float* x, nint xStride, int tokens, float* y, nint yStride, bool add)
    {
        for (; tokens >= ManyTokens; tokens -= ManyTokens)
        {
            many(group, blocks, x, xStride, y, yStride, add);
            x += ManyTokens * xStride;
            y += ManyTokens * yStride;
        }
        for (; tokens >= 2; tokens -= 2)
        {
            two(group, blocks, x, xStride, y, yStride, add);
            x += 2 * xStride;
            y += 2 * yStride;
        }
        if (tokens == 1) one(group, blocks, x, xStride, y, yStride, add);
    }

    private static KernelSet Of<TFormat>(VectorWidth width) where TFormat : struct, IWeightFormat => width switch
    {
        VectorWidth.Bits512 => new(4, &Kernels512.Tile1<TFormat>, &Kernels512.Tile2<TFormat>, &Kernels512.Tile4<TFormat>),
        VectorWidth.Bits256 when typeof(TFormat) == typeof(Float32Format) =>
            new(3, &Kernels256.Tile1<TFormat>, &Kernels256.Tile2<TFormat>, &Kernels256.Tile3),
        VectorWidth.Bits256 => new(2, &Kernels256.Tile1<TFormat>, &Kernels256.Tile2<TFormat>, &Kernels256.Tile2<TFormat>),
        _ => new(4, &Kernels128.Tile1<TFormat>, &Kernels128.Tile2<TFormat>, &Kernels128.Tile4<TFormat>),
    };
}

using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Packing;

/// <summary>A weight format as a value: its name, sizes and packer.</summary>
internal sealed unsafe class PackFormat
{
    private readonly delegate*<ReadOnlySpan<float>, int, byte*, void> pack;

    private PackFormat(string name, int blockBytes, int widenFrom, delegate*<ReadOnlySpan<float>, int, byte*, void> pack)
    {
        (Name, BlockBytes, WidenFrom) = (name, blockBytes, widenFrom);
        this.pack = pack;
    }

    public static PackFormat F32 { get; } = new("f32", Float32Format.BlockBytes, int.MaxValue, &Float32Format.Pack);

    public static PackFormat BF16 { get; } = new("bf16", BFloat16Format.BlockBytes, 12, &BFloat16Format.Pack);

    public static PackFormat Int8 { get; } = new("int8", Int8Format.BlockBytes, 3, &Int8Format.Pack);

    public string Name { get; }

    public int BlockBytes { get; }

    /// <summary>Tokens from which widening a group of rows first is faster than widening it in every tile.</summary>
    public int WidenFrom { get; }

    public static PackFormat Of(WeightPrecision precision, Checkpoint checkpoint) => precision switch
    {
        WeightPrecision.F32 => F32,
        WeightPrecision.BF16 => BF16,
        WeightPrecision.Int8 => Int8,
        _ => checkpoint[TensorNames.Embedding].Type == TensorType.BF16 ? BF16 : F32,
    };

    public long GroupBytes(int columns) => (long)BlockBytes * (Lanes.Pad(columns) / Lanes.Block);

    /// <summary>Writes one row into its group of four.</summary>
    public void Pack(ReadOnlySpan<float> row, int rowInGroup, byte* group) => pack(row, rowInGroup, group);
}

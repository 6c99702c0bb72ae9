using Continuum.Serving.Compute.Simd;

namespace Continuum.Serving.Compute.Packing;

/// <summary>A matrix in groups of four rows, each a run of blocks of 32 columns.</summary>
internal sealed unsafe class PackedMatrix(byte* data, int rows, int columns, PackFormat format)
{
    public byte* Data { get; } = data;

    public PackFormat Format { get; } = format;

    public int Columns { get; } = columns;

    public int Groups { get; } = (rows + 3) / 4;

    public int Blocks { get; } = Lanes.Pad(columns) / Lanes.Block;

    public long GroupBytes { get; } = format.GroupBytes(columns);
}

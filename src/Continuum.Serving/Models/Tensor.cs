using System.Runtime.InteropServices;

namespace Continuum.Serving.Models;

/// <summary>A named, read-only tensor inside a memory-mapped file; valid while its file is open.</summary>
public sealed unsafe class Tensor
{
    private readonly byte* data;

    internal Tensor(string name, TensorType type, IReadOnlyList<long> shape, byte* data)
    {
        Name = name;
        Type = type;
        Shape = shape;
        this.data = data;
        Count = shape.Aggregate(1L, (product, extent) => product * extent);
    }

    /// <summary>The tensor's name in the checkpoint.</summary>
    public string Name { get; }

    /// <summary>Type of the stored elements.</summary>
    public TensorType Type { get; }

    /// <summary>Extents, outermost first.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>Bytes stored.</summary>
    public long Bytes => Count * Type.Size();

    /// <summary>The stored bytes of a range of elements.</summary>
    /// <param name="first">Index of the first element.</param>
    /// <param name="count">Number of elements.</param>
    /// <returns>A view into the mapped file.</returns>
    public ReadOnlySpan<byte> Raw(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, Count);
        return new(data + first * Type.Size(), count * Type.Size());
    }

    /// <summary>Widens a range of elements to single precision, exactly.</summary>
    /// <param name="first">Index of the first element.</param>
    /// <param name="target">Receives the elements.</param>
    public void Read(long first, Span<float> target)
    {
        var raw = Raw(first, target.Length);
        switch (Type)
        {
            case TensorType.F32:
                // Safetensors does not promise alignment, hence a byte copy.
                raw.CopyTo(MemoryMarshal.AsBytes(target));
                break;
            case TensorType.BF16:
                for (var i = 0; i < target.Length; i++)
                    target[i] = BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Read<ushort>(raw[(2 * i)..]) << 16);
                break;
            default:
                for (var i = 0; i < target.Length; i++)
                    target[i] = (float)BitConverter.UInt16BitsToHalf(MemoryMarshal.Read<ushort>(raw[(2 * i)..]));
                break;
        }
    }

    /// <summary>Widens the whole tensor.</summary>
    /// <returns>All elements, outermost first.</returns>
    public float[] ToArray()
    {
        var values = new float[Count];
        Read(0, values);
        return values;
    }
}

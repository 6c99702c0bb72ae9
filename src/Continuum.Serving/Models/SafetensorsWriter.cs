using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Continuum.Serving.Models;

/// <summary>Writes a <c>.safetensors</c> file tensor by tensor, without holding more than one row in memory.</summary>
public static class SafetensorsWriter
{
    /// <summary>A tensor to write.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Type to store: F32 or BF16 (rounded to nearest even).</param>
    /// <param name="Shape">Extents, outermost first.</param>
    /// <param name="Fill">Called in order with the index of a first element and a span to fill from there.</param>
    public sealed record Entry(string Name, TensorType Type, IReadOnlyList<long> Shape, Action<long, Span<float>> Fill)
    {
        /// <summary>Number of elements.</summary>
        public long Count => Shape.Aggregate(1L, (product, extent) => product * extent);
    }

    /// <summary>Writes all entries to a new file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="entries">The tensors in file order.</param>
    public static void Write(string path, IReadOnlyList<Entry> entries)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        var header = Header(entries);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        var values = new float[8192];
        var bytes = new byte[values.Length * 4];
        foreach (var entry in entries)
        {
            for (long first = 0; first < entry.Count; first += values.Length)
            {
                var part = values.AsSpan(0, (int)Math.Min(values.Length, entry.Count - first));
                entry.Fill(first, part);
                file.Write(bytes.AsSpan(0, Store(part, entry.Type, bytes)));
            }
        }
    }

    /// <summary>Rounds to bfloat16, to nearest, ties to even.</summary>
    /// <param name="value">A finite number.</param>
    /// <returns>The 16 bits.</returns>
    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static int Store(ReadOnlySpan<float> values, TensorType type, Span<byte> bytes)
    {
        switch (type)
        {
            case TensorType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                return values.Length * 4;
            case TensorType.BF16:
                for (var i = 0; i < values.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], ToBFloat16(values[i]));
                return values.Length * 2;
            default:
                for (var i = 0; i < values.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], BitConverter.HalfToUInt16Bits((Half)values[i]));
                return values.Length * 2;
        }
    }

    private static byte[] Header(IReadOnlyList<Entry> entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            long offset = 0;
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt");
            json.WriteEndObject();
            foreach (var entry in entries)
            {
                var end = offset + entry.Count * entry.Type.Size();
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Type.ToString());
                json.WriteStartArray("shape");
                foreach (var extent in entry.Shape) json.WriteNumberValue(extent);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }
            json.WriteEndObject();
        }
        // Padding with spaces keeps the data 64-byte aligned in the file, hence in the mapping.
        while ((buffer.Length + 8) % 64 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}

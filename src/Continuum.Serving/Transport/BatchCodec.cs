using System.Runtime.InteropServices;
using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Transport;

/// <summary>
/// A micro-batch as metadata of a frame; its id and epoch stand in the header. Per slice: sequence, start, tokens, blocks,
/// logit rows, then the tokens and the blocks.
/// </summary>
internal static class BatchCodec
{
    private const int SliceHead = sizeof(long) + 4 * sizeof(int);

    public static byte[] Encode(MicroBatch batch)
    {
        var bytes = new byte[sizeof(int) + batch.Slices.Sum(s => SliceHead + s.Count * sizeof(int) + s.Blocks.Length * 2 * sizeof(int))];
        var rest = bytes.AsSpan();
        Put(ref rest, batch.Slices.Count);
        foreach (var slice in batch.Slices)
        {
            Put(ref rest, slice.Sequence);
            Put(ref rest, slice.Start);
            Put(ref rest, slice.Count);
            Put(ref rest, slice.Blocks.Length);
            Put(ref rest, slice.LogitRows);
            PutAll(ref rest, MemoryMarshal.AsBytes(slice.Tokens.Span));
            PutAll(ref rest, MemoryMarshal.AsBytes(slice.Blocks.Span));
        }
        return bytes;
    }

    /// <exception cref="FrameException">The metadata is no micro-batch.</exception>
    public static MicroBatch Decode(FrameHeader header, ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        var count = Take<int>(ref rest);
        if (count < 0 || (long)count * SliceHead > rest.Length) throw Malformed($"{count} slices do not fit {bytes.Length} bytes");
        var slices = new BatchSlice[count];
        for (var i = 0; i < count; i++)
        {
            var (sequence, start, tokens, blocks, rows) = (Take<long>(ref rest), Take<int>(ref rest), Take<int>(ref rest), Take<int>(ref rest), Take<int>(ref rest));
            if (start < 0 || tokens < 0 || blocks < 0 || rows < 0 || rows > tokens) throw Malformed($"slice {i} has start {start}, {tokens} tokens, {blocks} blocks and {rows} logit rows");
            slices[i] = new BatchSlice(sequence, start, TakeAll<int>(ref rest, tokens), TakeAll<KvBlock>(ref rest, blocks), rows);
        }
        if (rest.Length > 0) throw Malformed($"{rest.Length} bytes are left over");
        return new MicroBatch(header.Batch, header.Epoch, slices);
    }

    private static void Put<T>(ref Span<byte> rest, T value) where T : unmanaged
    {
        MemoryMarshal.Write(rest, value);
        rest = rest[Marshal.SizeOf<T>()..];
    }

    private static void PutAll(ref Span<byte> rest, ReadOnlySpan<byte> values)
    {
        values.CopyTo(rest);
        rest = rest[values.Length..];
    }

    private static T Take<T>(ref ReadOnlySpan<byte> rest) where T : unmanaged
    {
        var size = Marshal.SizeOf<T>();
        if (rest.Length < size) throw Malformed("it ends early");
        var value = MemoryMarshal.Read<T>(rest);
        rest = rest[size..];
        return value;
    }

    private static T[] TakeAll<T>(ref ReadOnlySpan<byte> rest, int count) where T : unmanaged
    {
        var bytes = (long)count * Marshal.SizeOf<T>();
        if (rest.Length < bytes) throw Malformed($"{count} items were announced and {rest.Length} bytes are left");
        var values = new T[count];
        rest[..(int)bytes].CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        rest = rest[(int)bytes..];
        return values;
    }

    private static FrameException Malformed(string what) => new($"The metadata of a micro-batch is malformed: {what}.");
}

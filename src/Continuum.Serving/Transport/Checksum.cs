using System.Numerics;
using System.Runtime.InteropServices;

namespace Continuum.Serving.Transport;

/// <summary>
/// CRC-32C in four interleaved lanes of eight bytes, folded into one: a single lane waits three cycles for every word, four
/// keep the processor busy. The bytes after the last whole group of 32 go through a fifth lane.
/// </summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a = 0, b = 1, c = 2, d = 3, rest = 4;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~31)]);
        for (var i = 0; i < words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }
        foreach (var value in bytes[(bytes.Length & ~31)..]) rest = BitOperations.Crc32C(rest, value);
        rest = BitOperations.Crc32C(rest, a);
        rest = BitOperations.Crc32C(rest, b);
        rest = BitOperations.Crc32C(rest, c);
        rest = BitOperations.Crc32C(rest, d);
        return BitOperations.Crc32C(rest, (uint)bytes.Length);
    }

    /// <summary>One checksum over two parts.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => BitOperations.Crc32C(Of(first), Of(second));
}

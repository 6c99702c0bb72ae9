using System.Text;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>
/// The printable stand-ins for bytes in byte-level BPE vocabularies (from GPT-2): printable Latin-1 stands for itself,
/// the other 68 bytes are U+0100 upwards, so that a space is written U+0120.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Chars = Build();
    private static readonly Dictionary<char, byte> Values = Chars.Select((c, b) => (c, b)).ToDictionary(p => p.c, p => (byte)p.b);

    public static char Char(byte value) => Chars[value];

    public static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(Char));

    /// <summary>The bytes of a vocabulary entry, or null if a character is no stand-in.</summary>
    public static byte[]? Decode(string piece)
    {
        var bytes = new byte[piece.Length];
        for (var i = 0; i < piece.Length; i++)
            if (!Values.TryGetValue(piece[i], out bytes[i])) return null;
        return bytes;
    }

    private static char[] Build()
    {
        var chars = new char[256];
        var next = (char)0x100;
        for (var b = 0; b < 256; b++)
            chars[b] = b is >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : next++;
        return chars;
    }
}

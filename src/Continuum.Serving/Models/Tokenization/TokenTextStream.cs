using System.Text;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>
/// Turns a stream of tokens into text as it arrives. A character whose bytes are spread over tokens is held back until it
/// is complete, so that no half of it reaches a client.
/// </summary>
public sealed class TokenTextStream
{
    private readonly TextTokenizer tokenizer;
    private readonly Decoder decoder = new UTF8Encoding(false, false).GetDecoder();

    /// <summary>Creates a stream at the start of a text.</summary>
    /// <param name="tokenizer">The tokenizer whose ids come.</param>
    public TokenTextStream(TextTokenizer tokenizer) => this.tokenizer = tokenizer;

    /// <summary>Adds a token.</summary>
    /// <param name="token">Its id; special tokens add no text.</param>
    /// <returns>The text that became complete, often empty inside a character.</returns>
    public string Append(int token) => tokenizer.IsSpecial(token) ? "" : Convert(tokenizer.Bytes(token), false);

    /// <summary>Ends the text.</summary>
    /// <returns>U+FFFD if an incomplete character was held back, else nothing.</returns>
    public string Finish() => Convert(default, true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        var count = decoder.GetCharCount(bytes, flush);
        if (count == 0 && bytes.IsEmpty) return "";
        Span<char> chars = count <= 256 ? stackalloc char[count] : new char[count];
        decoder.GetChars(bytes, chars, flush);
        return new string(chars);
    }
}

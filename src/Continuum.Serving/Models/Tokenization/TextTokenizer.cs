using System.Text;
using System.Text.RegularExpressions;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>Text to token ids and back. Immutable and safe for concurrent use.</summary>
public abstract class TextTokenizer
{
    private readonly byte[]?[] bytes;
    private readonly AddedTokens added;

    /// <summary>Creates the tokenizer.</summary>
    /// <param name="pieces">The bytes that each token stands for; null for ids that are not used.</param>
    /// <param name="addedTokens">Tokens outside the merges: text, id and whether it is special.</param>
    private protected TextTokenizer(byte[]?[] pieces, IReadOnlyList<AddedToken> addedTokens)
    {
        bytes = pieces;
        added = new AddedTokens(addedTokens);
        foreach (var token in addedTokens) bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
    }

    /// <summary>One more than the highest id.</summary>
    public int VocabularySize => bytes.Length;

    /// <summary>The token that the tokenizer's own post-processor puts before a text, or null.</summary>
    public int? LeadingToken { get; internal init; }

    /// <summary>Finds the texts of special tokens.</summary>
    internal Regex SpecialPattern => added.SpecialPattern;

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="parseSpecial">
    /// Whether <c>&lt;|im_end|&gt;</c> and the like become their special ids. Off for text that users wrote, or they could
    /// forge turns of a conversation.
    /// </param>
    /// <returns>The ids, without a leading token.</returns>
    public IReadOnlyList<int> Encode(string text, bool parseSpecial)
    {
        var ids = new List<int>();
        foreach (var (part, token) in added.Split(text, parseSpecial))
        {
            if (token is { } id) ids.Add(id);
            else EncodePlain(part, ids);
        }
        return ids;
    }

    /// <summary>The bytes that a token stands for; a character may be spread over several tokens.</summary>
    /// <param name="token">A token id.</param>
    /// <returns>The bytes; none for an id outside the vocabulary.</returns>
    public ReadOnlySpan<byte> Bytes(int token) => (uint)token < (uint)bytes.Length ? bytes[token] : default;

    /// <summary>Whether a token steers the model and is not text.</summary>
    /// <param name="token">A token id.</param>
    /// <returns>True for special tokens.</returns>
    public bool IsSpecial(int token) => added.IsSpecial(token);

    /// <summary>The id of a token by its exact content, for special tokens.</summary>
    /// <param name="content">For example <c>&lt;|im_end|&gt;</c>.</param>
    /// <returns>The id, or null.</returns>
    public int? Find(string content) => added.Find(content);

    /// <summary>Decodes tokens to text, leaving special ones out.</summary>
    /// <param name="tokens">Token ids.</param>
    /// <returns>The text; bytes that form no character become U+FFFD.</returns>
    public string Decode(IEnumerable<int> tokens)
    {
        var stream = new TokenTextStream(this);
        var text = new StringBuilder();
        foreach (var token in tokens) text.Append(stream.Append(token));
        return text.Append(stream.Finish()).ToString();
    }

    private protected abstract void EncodePlain(string text, List<int> ids);
}

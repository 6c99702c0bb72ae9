using System.Globalization;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>
/// SentencePiece BPE with byte fallback as Llama 2, TinyLlama and early Mistral use it. The library reads its
/// <c>tokenizer.model</c>; added tokens come from <c>tokenizer.json</c>.
/// </summary>
internal sealed class PieceTokenizer : TextTokenizer
{
    private readonly SentencePieceTokenizer sentencePiece;

    public PieceTokenizer(Stream model, IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<AddedToken> added)
        : base(Pieces(vocabulary, added), added) =>
        sentencePiece = LlamaTokenizer.Create(model, addBeginOfSentence: false, addEndOfSentence: false);

    private protected override void EncodePlain(string text, List<int> ids) => ids.AddRange(sentencePiece.EncodeToIds(text));

    private static byte[]?[] Pieces(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<AddedToken> added)
    {
        var pieces = new byte[]?[Math.Max(vocabulary.Values.Max(), added.Select(t => t.Id).DefaultIfEmpty().Max()) + 1];
        foreach (var (piece, id) in vocabulary) pieces[id] = Decode(piece);
        return pieces;
    }

    /// <summary><c>▁the</c> is a space and "the"; <c>&lt;0x0A&gt;</c> is one byte.</summary>
    private static byte[] Decode(string piece) =>
        piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal)
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
            ? [value] : Encoding.UTF8.GetBytes(piece.Replace('▁', ' '));
}

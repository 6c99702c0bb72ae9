using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>Byte-level BPE as GPT-2, Llama 3, Qwen and SmolLM2 use it.</summary>
internal sealed class BytePairTokenizer : TextTokenizer
{
    private readonly BpeTokenizer bpe;
    private readonly bool normalise;

    public BytePairTokenizer(
        IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<string> merges, Regex pattern, bool normalise,
        IReadOnlyList<AddedToken> added)
        : base(Pieces(vocabulary, added), added)
    {
        this.normalise = normalise;
        bpe = BpeTokenizer.Create(new BpeOptions(vocabulary)
        {
            Merges = merges,
            ByteLevel = true,
            PreTokenizer = new RegexPreTokenizer(pattern, null),
        });
    }

    private protected override void EncodePlain(string text, List<int> ids) =>
        ids.AddRange(bpe.EncodeToIds(normalise ? text.Normalize(NormalizationForm.FormC) : text));

    private static byte[]?[] Pieces(IReadOnlyDictionary<string, int> vocabulary, IReadOnlyList<AddedToken> added)
    {
        var pieces = new byte[]?[Math.Max(vocabulary.Values.Max(), added.Select(t => t.Id).DefaultIfEmpty().Max()) + 1];
        foreach (var (piece, id) in vocabulary) pieces[id] = ByteAlphabet.Decode(piece) ?? Encoding.UTF8.GetBytes(piece);
        return pieces;
    }
}

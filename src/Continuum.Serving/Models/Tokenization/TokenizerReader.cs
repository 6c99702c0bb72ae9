using System.Text.Json;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>
/// Reads <c>tokenizer.json</c>. Microsoft.ML.Tokenizers takes vocabulary and merges but not that file itself.
/// </summary>
public static class TokenizerReader
{
    /// <summary>Reads the tokenizer of a model folder.</summary>
    /// <param name="folder">A folder with <c>tokenizer.json</c>, and <c>tokenizer.model</c> where it is SentencePiece.</param>
    /// <returns>The tokenizer.</returns>
    /// <exception cref="ModelFormatException">The file is missing, malformed or of an unsupported kind.</exception>
    public static TextTokenizer Read(string folder)
    {
        var path = Path.Combine(folder, "tokenizer.json");
        if (!File.Exists(path)) throw new ModelFormatException($"{path}: not found; a Hugging Face tokenizer file was expected.");
        using var json = ConfigJson.Parse(File.ReadAllText(path), path);
        try
        {
            return Build(json, folder);
        }
        catch (Exception error) when (error is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelFormatException($"{path}: malformed: {error.Message}", error);
        }
    }

    private static TextTokenizer Build(ConfigJson json, string folder)
    {
        var model = json.Object("model") ?? throw json.Error("model is missing");
        if (ConfigJson.Text(model, "type") is { } type && type != "BPE") throw json.Error($"model type is {type}; BPE was expected");
        if (!model.TryGetProperty("vocab", out var vocab) || vocab.ValueKind != JsonValueKind.Object)
            throw json.Error("model.vocab is missing; an object of piece to id was expected");
        var vocabulary = vocab.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32(), StringComparer.Ordinal);
        if (vocabulary.Count == 0 || vocabulary.Values.Any(id => id is < 0 or > 10_000_000))
            throw json.Error("model.vocab is empty or has impossible ids");
        var added = Added(json);
        var leading = Leading(json, added);
        if (model.TryGetProperty("byte_fallback", out var fallback) && fallback.ValueKind == JsonValueKind.True)
        {
            var sentencePiece = Path.Combine(folder, "tokenizer.model");
            if (!File.Exists(sentencePiece)) throw json.Error("a SentencePiece vocabulary (byte_fallback) also needs tokenizer.model beside it, which was not found");
            using var stream = File.OpenRead(sentencePiece);
            return new PieceTokenizer(stream, vocabulary, added) { LeadingToken = leading };
        }
        var pattern = PreTokenPattern.Build(json.Object("pre_tokenizer"), json.Error);
        return new BytePairTokenizer(vocabulary, Merges(model, json), pattern, Normalises(json), added) { LeadingToken = leading };
    }

    /// <summary>Both <c>"Ġ t"</c> and <c>["Ġ","t"]</c> occur, the second since tokenizers 0.20.</summary>
    private static List<string> Merges(JsonElement model, ConfigJson json)
    {
        if (!model.TryGetProperty("merges", out var merges) || merges.ValueKind != JsonValueKind.Array)
            throw json.Error("model.merges is missing; an array was expected");
        return [.. merges.EnumerateArray().Select(m => m.ValueKind == JsonValueKind.Array
            ? $"{m[0].GetString()} {m[1].GetString()}" : m.GetString()!)];
    }

    private static bool Normalises(ConfigJson json) => json.Object("normalizer") is { } normalizer
        && (ConfigJson.Text(normalizer, "type") == "NFC" ? true : throw json.Error($"normalizer is {ConfigJson.Text(normalizer, "type")}; none or NFC was expected"));

    private static List<AddedToken> Added(ConfigJson json) => [.. json.Array("added_tokens").Select(t => new AddedToken(
        t.GetProperty("id").GetInt32(), t.GetProperty("content").GetString()!,
        t.TryGetProperty("special", out var special) && special.ValueKind == JsonValueKind.True))];

    /// <summary>The token that a TemplateProcessing step puts before a single sequence, as Llama does.</summary>
    private static int? Leading(ConfigJson json, List<AddedToken> added)
    {
        if (json.Object("post_processor") is not { } post) return null;
        var steps = post.TryGetProperty("processors", out var inner) ? inner.EnumerateArray().ToArray() : [post];
        foreach (var step in steps)
        {
            if (ConfigJson.Text(step, "type") != "TemplateProcessing") continue;
            var first = step.GetProperty("single").EnumerateArray().FirstOrDefault();
            if (first.ValueKind == JsonValueKind.Object && first.TryGetProperty("SpecialToken", out var token))
                return added.Find(a => a.Content == ConfigJson.Text(token, "id"))?.Id;
        }
        return null;
    }
}

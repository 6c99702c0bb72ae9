using System.Text.Json;
using Continuum.Serving.Models.Tokenization;

namespace Continuum.Serving.Models.Lab;

/// <summary>
/// The tokenizer of the built-in models: byte-level BPE learnt from <see cref="LabWords"/>, written in the format of Hugging
/// Face's <c>tokenizer.json</c>. Ids: 256 bytes, merges, then three ChatML tokens.
/// </summary>
internal static class LabTokenizer
{
    public const int Begin = LabShape.VocabularySize - 3;
    public const int StartOfTurn = LabShape.VocabularySize - 2;
    public const int EndOfTurn = LabShape.VocabularySize - 1;

    private const int MergeCount = LabShape.VocabularySize - 256 - 3;

    private const string ChatTemplate =
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    private static readonly (int Id, string Content)[] Special =
        [(Begin, "<|begin_of_text|>"), (StartOfTurn, "<|im_start|>"), (EndOfTurn, "<|im_end|>")];

    // Learning takes a second; one process may create several sizes.
    private static readonly Lazy<List<(string Left, string Right)>> Merges = new(Learn);

    /// <summary>Whether a token reads as a whole word, which the weights prefer so that output looks like text.</summary>
    public static bool IsWord(int token) =>
        token is >= 256 and < Begin && Merges.Value[token - 256] is var (left, right) && LabWords.Spellings.Contains(left + right);

    public static void Write(string folder)
    {
        using (var file = File.Create(Path.Combine(folder, "tokenizer.json")))
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
            WriteTokenizer(json);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["tokenizer_class"] = "PreTrainedTokenizerFast",
            ["bos_token"] = Special[0].Content,
            ["eos_token"] = Special[2].Content,
            ["chat_template"] = ChatTemplate,
            ["clean_up_tokenization_spaces"] = false,
        }));
    }

    private static List<(string Left, string Right)> Learn()
    {
        var merges = new BytePairTrainer(LabWords.Corpus()).Learn(MergeCount);
        return merges.Count == MergeCount ? merges
            : throw new InvalidOperationException($"The built-in word list yields {merges.Count} merges; {MergeCount} are needed. Add words.");
    }

    private static void WriteTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        foreach (var (id, content) in Special)
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", content);
            foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized" }) json.WriteBoolean(flag, false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNull("normalizer");
        WriteByteLevel(json, "pre_tokenizer");
        json.WriteNull("post_processor");
        WriteByteLevel(json, "decoder");
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteStartObject("vocab");
        for (var b = 0; b < 256; b++) json.WriteNumber(ByteAlphabet.Char((byte)b).ToString(), b);
        for (var m = 0; m < MergeCount; m++) json.WriteNumber(Merges.Value[m].Left + Merges.Value[m].Right, 256 + m);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in Merges.Value) json.WriteStringValue($"{left} {right}");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, string property)
    {
        json.WriteStartObject(property);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>One regular expression that cuts a text as a <c>pre_tokenizer</c> of tokenizer.json does.</summary>
internal static class PreTokenPattern
{
    // GPT-2's own pattern, which "ByteLevel" with use_regex means.
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    // "Digits" cuts every digit out first, so spaces before a digit stay together and never join it.
    private const string Gpt2SingleDigits = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?=\p{N})|\s+(?!\S)|\s+";

    public static Regex Build(JsonElement? preTokenizer, Func<string, ModelFormatException> error)
    {
        string? split = null;
        var (byteLevelRegex, digits) = (false, false);
        foreach (var step in Steps(preTokenizer))
        {
            switch (ConfigJson.Text(step, "type"))
            {
                case "ByteLevel":
                    byteLevelRegex |= !step.TryGetProperty("use_regex", out var use) || use.ValueKind == JsonValueKind.True;
                    if (step.TryGetProperty("add_prefix_space", out var space) && space.ValueKind == JsonValueKind.True)
                        throw error("pre_tokenizer ByteLevel has add_prefix_space true; false was expected");
                    break;
                case "Digits":
                    digits = step.TryGetProperty("individual_digits", out var single) && single.ValueKind == JsonValueKind.True
                        ? true : throw error("pre_tokenizer Digits without individual_digits is not supported");
                    break;
                case "Split" when ConfigJson.Text(step, "behavior") == "Isolated"
                    && step.TryGetProperty("pattern", out var pattern) && ConfigJson.Text(pattern, "Regex") is { } regex:
                    split = split is null ? regex : throw error("pre_tokenizer has more than one Split; one was expected");
                    break;
                case var type:
                    throw error($"pre_tokenizer step {type} is not supported; Split with an isolated Regex, Digits and ByteLevel are");
            }
        }
        if (split is not null && (byteLevelRegex || digits))
            throw error("pre_tokenizer combines Split with Digits or ByteLevel's own regex, which is not supported");
        return new Regex(split ?? (digits ? Gpt2SingleDigits : Gpt2), RegexOptions.CultureInvariant | RegexOptions.Compiled);
    }

    private static IEnumerable<JsonElement> Steps(JsonElement? preTokenizer) => preTokenizer switch
    {
        null => [],
        { } one when ConfigJson.Text(one, "type") == "Sequence" => one.GetProperty("pretokenizers").EnumerateArray(),
        { } one => [one],
    };
}

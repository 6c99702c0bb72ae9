using System.Text.Json;

namespace Continuum.Serving.Models;

/// <summary>Typed look-ups in a JSON object whose errors name the file, the key and what was found.</summary>
internal sealed class ConfigJson : IDisposable
{
    private readonly JsonDocument document;
    private readonly string source;

    private ConfigJson(JsonDocument document, string source) => (this.document, this.source) = (document, source);

    public static ConfigJson Parse(string text, string source)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{source}: not valid JSON: {error.Message}", error);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document, source);
        document.Dispose();
        throw new ModelFormatException($"{source}: a JSON object was expected.");
    }

    public ModelFormatException Error(string what) => new($"{source}: {what}.");

    public int Positive(string name)
    {
        var value = OptionalInt(name) ?? throw Error($"{name} is missing");
        return value > 0 ? value : throw Error($"{name} is {value}; a positive number was expected");
    }

    public int? OptionalInt(string name)
    {
        if (!Has(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number : throw Error($"{name} is {value.GetRawText()}; a whole number was expected");
    }

    public double? OptionalNumber(string name)
    {
        if (!Has(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() : throw Error($"{name} is {value.GetRawText()}; a number was expected");
    }

    public string? OptionalString(string name) => Has(name, out var value) ? Text(document.RootElement, name) : null;

    public bool Flag(string name) => Has(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Error($"{name} is {value.GetRawText()}; true or false was expected"),
    };

    public JsonElement? Object(string name) =>
        Has(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    public IReadOnlyList<string> Strings(string name) => Has(name, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)] : [];

    public IEnumerable<JsonElement> Array(string name) =>
        Has(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>One number or a list of them: <c>"eos_token_id": 2</c> and <c>[128001, 128009]</c> both occur.</summary>
    public IReadOnlyList<int> Ints(string name)
    {
        if (!Has(name, out var value)) return [];
        if (value.ValueKind != JsonValueKind.Array) return [OptionalInt(name)!.Value];
        return [.. value.EnumerateArray().Select(e => e.TryGetInt32(out var number)
            ? number : throw Error($"{name} holds {e.GetRawText()}; whole numbers were expected"))];
    }

    public static double? Number(JsonElement? element, string name) =>
        element is { } e && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public static string? Text(JsonElement? element, string name) =>
        element is { } e && e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose() => document.Dispose();

    private bool Has(string name, out JsonElement value) =>
        document.RootElement.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}

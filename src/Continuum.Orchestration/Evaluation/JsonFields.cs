using System.Text.Json;

namespace Continuum.Orchestration.Evaluation;

/// <summary>A corpus row is not as it should be; the message says where and why.</summary>
internal sealed class CorpusException(string message) : Exception(message);

/// <summary>Fields of one JSON object, read strictly. A field that is null counts as left out.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly string _what;

    public JsonFields(JsonElement json, string what, params IReadOnlyList<string> known)
        : this(json, what, false, known)
    {
    }

    private JsonFields(JsonElement json, string what, bool notes, IReadOnlyList<string> known)
    {
        _what = what;
        if (json.ValueKind != JsonValueKind.Object) throw new CorpusException($"{what}: {json.ValueKind}, expected an object");
        foreach (var property in json.EnumerateObject())
        {
            if (notes && !known.Contains(property.Name)) continue;
            if (!known.Contains(property.Name)) throw new CorpusException($"{what}: unknown key '{property.Name}', expected {string.Join(", ", known)}");
            if (!_fields.TryAdd(property.Name, property.Value)) throw new CorpusException($"{what}: key '{property.Name}' a second time");
        }
    }

    /// <summary>As the constructor does, but keys beside the known ones are passed over.</summary>
    public static JsonFields WithNotes(JsonElement json, string what, params IReadOnlyList<string> known) => new(json, what, true, known);

    public JsonElement? Find(string key) => _fields.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Require(string key) => Find(key) ?? throw new CorpusException($"{_what}: {key} is missing");

    public string? Text(string key) => Find(key) is { } value ? TextOf(value, key) : null;

    public string RequireText(string key) => TextOf(Require(key), key);

    /// <summary>Text that may be empty: an empty intent is a case to judge.</summary>
    public string RequireAnyText(string key) =>
        Require(key) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : throw new CorpusException($"{key}: expected text");

    public string RequireOneOf(string key, string[] values) => OneOf(RequireText(key), key, values);

    public IReadOnlyList<string> Texts(string key) => Find(key) is { } value ? TextsOf(value, key) : [];

    public IReadOnlyList<string> RequireTexts(string key) => TextsOf(Require(key), key);

    public IReadOnlyList<string> TextsOneOf(string key, string[] values) => [.. Texts(key).Select(t => OneOf(t, key, values))];

    public IReadOnlyList<T> List<T>(string key, Func<JsonElement, T> read)
    {
        if (Find(key) is not { } value) return [];
        if (value.ValueKind != JsonValueKind.Array) throw new CorpusException($"{key}: {value.ValueKind}, expected a list");
        return [.. value.EnumerateArray().Select(read)];
    }

    public double? Number(string key) => Find(key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
        { } other => throw new CorpusException($"{key}: {other.ValueKind}, expected a number"),
    };

    public bool Flag(string key) => Find(key) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        { } other => throw new CorpusException($"{key}: {other.ValueKind}, expected true or false"),
    };

    public static IReadOnlyList<string> TextsOf(JsonElement value, string what)
    {
        if (value.ValueKind != JsonValueKind.Array) throw new CorpusException($"{what}: {value.ValueKind}, expected a list of texts");
        return [.. value.EnumerateArray().Select(v => TextOf(v, what))];
    }

    private static string TextOf(JsonElement value, string what) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : throw new CorpusException($"{what}: {value.ValueKind}, expected text");

    private static string OneOf(string text, string what, string[] values) =>
        values.Contains(text) ? text : throw new CorpusException($"{what}: '{text}', expected one of {string.Join(", ", values)}");
}

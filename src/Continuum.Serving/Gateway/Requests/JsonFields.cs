using System.Text.Json;
using Continuum.Serving.Gateway.Errors;

namespace Continuum.Serving.Gateway.Requests;

/// <summary>Typed look-ups in a request's JSON object; a wrong type is answered with the parameter's name and what was found.</summary>
internal readonly struct JsonFields(JsonElement root)
{
    public bool Has(string name, out JsonElement value) => root.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    public string? Text(string name) => Has(name, out var value) ? Text(value, name) : null;

    public bool? Flag(string name) => !Has(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, value, "true or false"),
    };

    public double? Number(string name) => !Has(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw Wrong(name, value, "a number");

    public long? Whole(string name)
    {
        if (!Has(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.Number) throw Wrong(name, value, "a whole number");
        if (value.TryGetInt64(out var whole)) return whole;
        // 1e30 is a whole number too: too large, not of a wrong type.
        return value.TryGetDouble(out var number) && number == Math.Floor(number)
            ? number > 0 ? long.MaxValue : long.MinValue : throw Wrong(name, value, "a whole number");
    }

    public JsonFields? Object(string name) => !Has(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Object ? new JsonFields(value) : throw Wrong(name, value, "an object");

    public static string Text(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, value, "a string");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid($"'{name}' holds a lone surrogate (such as \\ud800), which is no character; valid Unicode was expected.", name);
        }
    }

    public static ApiException Wrong(string name, JsonElement found, string expected) =>
        ApiException.Invalid($"'{name}' is {Kind(found)}; {expected} was expected.", name, "invalid_type");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => $"the number {(value.GetRawText() is { Length: <= 40 } text ? text : "that is too long")}",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Fields of an object: each is asked for once, and whatever nobody asked for is an error.</summary>
internal sealed class Fields(JsonObject source, string path, List<string> errors, Func<string, string> real)
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public string Path => path;

    /// <summary>What the reader says is wrong.</summary>
    public void Wrong(string name, string what) => errors.Add($"{path}.{name}: {what}");

    /// <summary>Null when absent or null.</summary>
    public JsonNode? Node(string name)
    {
        asked.Add(name);
        return source[name];
    }

    /// <summary>A text, its names those of the site; null when absent or null.</summary>
    public string? Text(string name)
    {
        var node = Node(name);
        if (node is null) return null;
        if (node is JsonValue value && value.TryGetValue<string>(out var text)) return real(text);
        Wrong(name, "expected text");
        return null;
    }

    public bool Flag(string name)
    {
        var node = Node(name);
        if (node is null) return false;
        if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return node.GetValue<bool>();
        Wrong(name, "expected true or false");
        return false;
    }

    public double? Number(string name, double least, double most)
    {
        var node = Node(name);
        if (node is null) return null;
        if (node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<double>(out var number) && number >= least && number <= most) return number;
        Wrong(name, string.Create(CultureInfo.InvariantCulture, $"expected a number from {least} to {most}"));
        return null;
    }

    public int? Whole(string name, int least, int most)
    {
        var number = Number(name, least, most);
        if (number is null || number == Math.Floor(number.Value)) return (int?)number;
        Wrong(name, "expected a whole number");
        return null;
    }

    /// <summary>One of the words; null when absent or null.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        var text = Text(name);
        if (text is null) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)) return value;
        }

        Wrong(name, $"'{Wire.Plain.Short(text, 40)}' is none of {string.Join(", ", Enum.GetNames<T>().Select(n => n.ToLowerInvariant()))}");
        return null;
    }

    public DateTimeOffset? Moment(string name)
    {
        var text = Text(name);
        if (text is null) return null;
        if (DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmzzz", "O"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return moment;
        Wrong(name, $"'{Wire.Plain.Short(text, 40)}' is no ISO 8601 moment with an offset, such as 2026-12-01T00:00:00+01:00");
        return null;
    }

    /// <summary>Items of a list, none when absent or null.</summary>
    public IReadOnlyList<JsonNode?> List(string name, int most)
    {
        var node = Node(name);
        if (node is null) return [];
        if (node is JsonArray { } array && array.Count <= most) return [.. array];
        Wrong(name, $"expected a list of at most {most}");
        return [];
    }

    public IReadOnlyList<string> Texts(string name, int most)
    {
        List<string> texts = [];
        foreach (var item in List(name, most))
        {
            if (item is JsonValue value && value.TryGetValue<string>(out var text)) texts.Add(real(text));
            else if (item is JsonValue number && number.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False) texts.Add(item!.ToJsonString());
            else Wrong(name, "expected texts");
        }

        return texts;
    }

    /// <summary>An object of its own; null when absent or null.</summary>
    public Fields? Object(string name)
    {
        var node = Node(name);
        if (node is null) return null;
        if (node is JsonObject inner) return new Fields(inner, $"{path}.{name}", errors, real);
        Wrong(name, "expected an object");
        return null;
    }

    public Fields? Item(string name, int index, JsonNode? node)
    {
        if (node is JsonObject inner) return new Fields(inner, $"{path}.{name}[{index}]", errors, real);
        errors.Add($"{path}.{name}[{index}]: expected an object");
        return null;
    }

    /// <summary>Nothing else may be there.</summary>
    public void End()
    {
        foreach (var (name, _) in source)
        {
            if (!asked.Contains(name)) errors.Add($"{path}: there is no field '{Wire.Plain.Short(name, 40)}'; known are {string.Join(", ", asked)}");
        }
    }
}

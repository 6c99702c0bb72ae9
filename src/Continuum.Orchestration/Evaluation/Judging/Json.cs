using System.Globalization;
using System.Text.Json.Nodes;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Reads artefacts; what has another shape is an <see cref="ArtefactException"/>.</summary>
internal static class Json
{
    public static JsonNode? Find(JsonNode? node, params IEnumerable<string> path)
    {
        foreach (var key in path)
        {
            if (node is null) return null;
            if (node is not JsonObject json) throw new ArtefactException($"'{key}' is asked of something that is no object");
            node = json[key];
        }

        return node;
    }

    public static string Text(JsonNode? node, string what) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new ArtefactException($"{what} is no text");

    public static IReadOnlyList<JsonNode> List(JsonNode? node, string what) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(i => i ?? throw new ArtefactException($"{what} holds null"))],
        _ => throw new ArtefactException($"{what} is no list"),
    };

    /// <summary>A number, or a number written as text, as ONOS writes ports.</summary>
    public static long Integer(JsonNode? node, string what)
    {
        if (node is JsonValue value)
        {
            if (value.TryGetValue<int>(out var small)) return small;
            if (value.TryGetValue<long>(out var number)) return number;
            if (value.TryGetValue<string>(out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number;
        }

        throw new ArtefactException($"{what} is no whole number");
    }

    public static IReadOnlyList<string> Texts(JsonNode? node, string what) => [.. List(node, what).Select(i => Text(i, what))];
}

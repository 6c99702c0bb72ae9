using System.Text.Json;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>Reads a stream of completions.</summary>
internal static class SseText
{
    /// <summary>The text of all events, and a note of the end.</summary>
    public static string Of(string stream) => string.Concat(Events(stream).Select(e => e.Text)) + (stream.Contains("[DONE]") ? " [DONE]" : "");

    /// <summary>Index of the last token and text of each event that has both.</summary>
    public static IEnumerable<(int Index, string Text)> Events(string stream)
    {
        foreach (var block in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = block.Split('\n');
            if (lines.Length != 2 || !lines[0].StartsWith("id: ") || !lines[1].StartsWith("data: ")) continue;
            using var json = JsonDocument.Parse(lines[1]["data: ".Length..]);
            var choice = json.RootElement.GetProperty("choices")[0];
            var text = choice.TryGetProperty("text", out var plain) ? plain : choice.GetProperty("delta").GetProperty("content");
            yield return (int.Parse(lines[0]["id: ".Length..]), text.GetString()!);
        }
    }
}

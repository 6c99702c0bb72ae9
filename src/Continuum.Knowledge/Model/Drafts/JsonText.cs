using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Finds the one JSON object of a reply: behind reasoning, or inside a fence, and nowhere else.</summary>
internal static partial class JsonText
{
    public const int MostCharacters = 64 * 1024;

    /// <summary>The object, or why there is none.</summary>
    public static (JsonObject? Object, string? Error) Read(string reply)
    {
        if (reply.Length > MostCharacters) return (null, $"The reply has {reply.Length} characters; at most {MostCharacters} are read.");
        var text = Thoughts().Replace(reply, "").Trim();
        if (Fence().Match(text) is { Success: true } fence) text = fence.Groups[1].Value.Trim();
        if (text.Length == 0) return (null, "The reply is empty; exactly one JSON object is expected.");
        if (text[0] != '{') return (null, "The reply does not begin with a JSON object; exactly one is expected and nothing else.");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            return (JsonObject.Create(document.RootElement.Clone()), null);
        }
        catch (JsonException e)
        {
            return (null, $"The reply is not one whole JSON object: {Wire.Plain.Short(e.Message, 160)}");
        }
    }

    [GeneratedRegex(@"^\s*<(think|thinking|reasoning)>.*?</\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Thoughts();

    [GeneratedRegex(@"^```(?:json)?\s*\n(.*)\n\s*```$", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}

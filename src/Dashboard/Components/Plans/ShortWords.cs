using System.Text.RegularExpressions;

namespace Dashboard.Components.Plans;

/// <summary>
/// A rule in words without the names that it resolves to: for a title. The whole stands below it wherever it is decided on.
/// </summary>
internal static partial class ShortWords
{
    public static string Of(string words) => ListAtEnd().Replace(ListInBrackets().Replace(words, ""), "").TrimEnd('.', ' ');

    // "(chart-db, chart-api, triage)"
    [GeneratedRegex(@" \([^()]*,[^()]*\)")]
    private static partial Regex ListInBrackets();

    // ": fra-gpu-1, par-gpu-1."
    [GeneratedRegex(@": [^\s,:]+(?:, [^\s,:]+)+\.?$")]
    private static partial Regex ListAtEnd();
}

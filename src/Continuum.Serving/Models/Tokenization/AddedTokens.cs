using System.Text.RegularExpressions;

namespace Continuum.Serving.Models.Tokenization;

/// <summary>Finds added tokens in a text, the longest first where several start at one place.</summary>
internal sealed class AddedTokens
{
    private readonly Dictionary<string, AddedToken> byContent;
    private readonly HashSet<int> special;
    private readonly Regex? all;
    private readonly Regex? ordinary;

    public AddedTokens(IReadOnlyList<AddedToken> tokens)
    {
        byContent = tokens.ToDictionary(t => t.Content, StringComparer.Ordinal);
        special = [.. tokens.Where(t => t.Special).Select(t => t.Id)];
        all = Matcher(tokens);
        ordinary = Matcher(tokens.Where(t => !t.Special));
        SpecialPattern = Matcher(tokens.Where(t => t.Special)) ?? new Regex("(?!)");
    }

    /// <summary>Finds special tokens by their text; nothing where there are none.</summary>
    public Regex SpecialPattern { get; }

    public bool IsSpecial(int token) => special.Contains(token);

    public int? Find(string content) => byContent.TryGetValue(content, out var token) ? token.Id : null;

    public IEnumerable<(string Part, int? Token)> Split(string text, bool parseSpecial)
    {
        var matcher = parseSpecial ? all : ordinary;
        var start = 0;
        if (matcher is not null)
        {
            foreach (Match match in matcher.Matches(text))
            {
                if (match.Index > start) yield return (text[start..match.Index], null);
                yield return (match.Value, byContent[match.Value].Id);
                start = match.Index + match.Length;
            }
        }
        if (start < text.Length) yield return (text[start..], null);
    }

    private static Regex? Matcher(IEnumerable<AddedToken> tokens)
    {
        var contents = tokens.Select(t => t.Content).Where(c => c.Length > 0).OrderByDescending(c => c.Length).Select(Regex.Escape);
        var pattern = string.Join('|', contents);
        return pattern.Length == 0 ? null : new Regex(pattern, RegexOptions.CultureInvariant);
    }
}

using Continuum.Knowledge.Planning;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Chat;

/// <summary>Plain text with links to pages of this console and nowhere else. Markup in the text stays text.</summary>
public sealed partial class SafeText
{
    /// <summary>The text.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Names in the text and their pages.</summary>
    [Parameter]
    public IReadOnlyList<AnswerLink> Links { get; set; } = [];

    private IEnumerable<(string Part, string? Href)> Parts
    {
        get
        {
            var at = 0;
            while (at < Text.Length)
            {
                var next = Links.Where(l => l.Text.Length > 0 && IsLocal(l.Href))
                    .Select(l => (Link: l, At: Text.IndexOf(l.Text, at, StringComparison.Ordinal)))
                    .Where(f => f.At >= 0)
                    .OrderBy(f => f.At).ThenByDescending(f => f.Link.Text.Length)
                    .FirstOrDefault();
                if (next.Link is null) break;
                if (next.At > at) yield return (Text[at..next.At], null);
                yield return (next.Link.Text, next.Link.Href);
                at = next.At + next.Link.Text.Length;
            }

            if (at < Text.Length) yield return (Text[at..], null);
        }
    }

    // "//host" and "/\host" are other hosts to a browser.
    private static bool IsLocal(string href) =>
        href.Length > 0 && href[0] == '/' && (href.Length == 1 || (href[1] != '/' && href[1] != '\\')) && !href.Any(char.IsControl);
}

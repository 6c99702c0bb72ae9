using Continuum.Knowledge.Planning;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Chat;

/// <summary>What an operator said, with the parts marked that no rule accounts for.</summary>
public sealed partial class SpokenText
{
    /// <summary>What was said.</summary>
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Parts of it; any that lie outside are ignored.</summary>
    [Parameter]
    public IReadOnlyList<TextSpan> Unmapped { get; set; } = [];

    private IEnumerable<(string Part, bool Unmapped)> Parts
    {
        get
        {
            var at = 0;
            foreach (var span in Unmapped.OrderBy(s => s.Start))
            {
                var start = Math.Clamp(span.Start, at, Text.Length);
                var end = Math.Clamp(span.Start + span.Length, start, Text.Length);
                if (start > at) yield return (Text[at..start], false);
                if (end > start) yield return (Text[start..end], true);
                at = end;
            }

            if (at < Text.Length) yield return (Text[at..], false);
        }
    }
}

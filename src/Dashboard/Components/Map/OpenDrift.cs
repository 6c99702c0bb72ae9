using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Components.Map;

/// <summary>Drift that is not put right yet.</summary>
public static class OpenDrift
{
    private static readonly char[] Separators = [' ', ',', ';', ':', '.', '"', '\'', '(', ')', '\n'];

    /// <summary>All of it, with its intent.</summary>
    public static IEnumerable<(IntentRecord Intent, DriftEvent Drift)> Of(IEnumerable<IntentRecord> intents) =>
        intents.SelectMany(i => i.Drift.Where(d => d.RepairedAt is null && d.Resolution is null or "escalated").Select(d => (i, d)));

    /// <summary>Nodes and switches that its words name.</summary>
    public static IReadOnlySet<string> NamesOf(Site site, IEnumerable<IntentRecord> intents)
    {
        ArgumentNullException.ThrowIfNull(site);
        var words = Of(intents).SelectMany(d => d.Drift.What.Split(Separators, StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
        if (words.Count == 0) return words;
        words.IntersectWith(site.Nodes.Select(n => n.Name).Concat(site.Switches.Select(s => s.Name)));
        return words;
    }
}

using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Naming;

/// <summary>Mends slips in ordinary words. Names, labels and countries are never mended: a privacy rule must name them rightly.</summary>
internal static class Spelling
{
    /// <summary>The only ordinary word that is one slip away, or null.</summary>
    public static string? Of(string word, SiteIndex site)
    {
        if (site.NameParts.Any(p => NearestNames.IsSlip(word, p)) || Countries.NameParts.Any(p => NearestNames.IsSlip(word, p))) return null;
        string? found = null;
        foreach (var known in Vocabulary.All)
        {
            // Short words have too many neighbours: "lacks" is no slip for "locks".
            if (known.Length < 7 || known[0] != word[0] || Math.Abs(known.Length - word.Length) > 1 || NearestNames.Distance(known, word) != 1) continue;
            if (found is not null && found.TrimEnd('s') != known.TrimEnd('s')) return null;
            found ??= known;
        }

        return found;
    }
}

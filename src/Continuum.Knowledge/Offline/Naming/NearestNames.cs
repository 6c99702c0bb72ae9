namespace Continuum.Knowledge.Offline.Naming;

/// <summary>Names that a mistyped one may have meant. They are offered, never taken.</summary>
internal static class NearestNames
{
    /// <summary>Up to <paramref name="count"/> candidates, nearest first, none when nothing is near.</summary>
    public static IReadOnlyList<string> Of(string typed, IEnumerable<string> candidates, int count = 3)
    {
        var key = Squeeze(typed);
        return [.. candidates.Distinct(StringComparer.Ordinal)
            .Select(c => (Name: c, Distance: Score(key, typed, c)))
            .Where(c => c.Distance <= Math.Max(1.0, key.Length * 0.5))
            .OrderBy(c => c.Distance).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(count).Select(c => c.Name)];
    }

    /// <summary>Whether a typed word is so near to a name that it is likely a slip.</summary>
    public static bool IsSlip(string typed, string name)
    {
        var a = Squeeze(typed);
        var b = Squeeze(name);
        return a.Length >= 4 && b.Length >= 4 && a != b && Distance(a, b) <= (Math.Min(a.Length, b.Length) >= 7 ? 2 : 1);
    }

    private static double Score(string key, string typed, string candidate)
    {
        var other = Squeeze(candidate);
        double distance = Distance(key, other);
        // A shared word ("the ehr backend" for ehr-api) counts as near.
        var words = typed.ToLowerInvariant().Split(['-', '_', ' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        var parts = candidate.ToLowerInvariant().Split(['-', '_', ' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Any(w => w.Length > 2 && parts.Contains(w))) distance = Math.Min(distance, 1 + distance / 4);
        return distance;
    }

    private static string Squeeze(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsLetterOrDigit));

    // Damerau-Levenshtein (optimal string alignment): insert, delete, replace, swap of neighbours.
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}

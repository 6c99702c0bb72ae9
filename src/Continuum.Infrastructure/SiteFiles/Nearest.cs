namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Nearest
{
    /// <summary>" (did you mean X?)", or nothing when no name is near.</summary>
    public static string Hint(string text, IEnumerable<string> names)
    {
        string? best = null;
        var least = Math.Min(3, (text.Length + 2) / 3) + 1;
        foreach (var name in names)
        {
            if (Math.Abs(name.Length - text.Length) >= least) continue;
            var distance = Distance(text, name);
            if (distance < least) (best, least) = (name, distance);
        }

        return best is null ? "" : $" (did you mean {YamlText.Shorten(best)}?)";
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}

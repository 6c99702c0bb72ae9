using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads a link by its ends: "a&lt;-&gt;b", "the link between s1 and s2", "the s1-s2 link".</summary>
internal static class Links
{
    /// <summary>The link's name; a <see cref="Puzzle"/> when the site has no link between the two.</summary>
    public static IReadOnlyList<string>? Read(Scan scan, int at, out int end)
    {
        end = at;
        var i = at;
        var noun = scan.Len(i, W.LinkNoun);
        i += noun;
        if (noun > 0)
        {
            while (scan.IsAny(i, "between", "from", "connecting", "joining", "of", "called", "named", ":")) i++;
        }

        while (noun > 0 && (scan.Is(i, "the") || scan.Is(i, W.SwitchNoun))) i++;
        if (scan.Entity<SwitchEntity>(i, out var length) is not { } a) return null;
        i += length;
        var arrow = scan.IsAny(i, "<->", "->", "\u2013", "<=>");
        var joined = i < scan.Count && scan.Tokens[i].Glue is '-' or '/';
        if (arrow) i++;
        else if (noun > 0 && scan.IsAny(i, "and", "to", "&", "with")) i++;
        else if (!joined) return null;
        while (scan.Is(i, W.SwitchNoun) || scan.Is(i, "the")) i++;
        if (scan.Entity<SwitchEntity>(i, out length) is not { } b) return null;
        i += length;
        if (noun == 0 && !arrow && !scan.Is(i, W.LinkNoun)) return null;
        if (noun == 0) i += scan.Len(i, W.LinkNoun);
        var link = scan.Site.Site.Links.FirstOrDefault(l => (l.A.Switch == a.Name && l.B.Switch == b.Name) || (l.A.Switch == b.Name && l.B.Switch == a.Name));
        if (link is null)
        {
            throw new Puzzle($"There is no link between {a.Name} and {b.Name}. Which link is meant?",
                [.. scan.Site.Site.Links.Where(l => l.A.Switch == a.Name || l.B.Switch == a.Name || l.A.Switch == b.Name || l.B.Switch == b.Name).Select(l => l.Name).Distinct(StringComparer.Ordinal).Take(4)],
                scan.Span(at, i));
        }

        end = i;
        return [link.Name];
    }
}

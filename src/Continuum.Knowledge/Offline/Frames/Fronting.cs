using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Exceptions that stand before what they are taken from: "Apart from the backups, everything with patient data ...".</summary>
internal static class Fronting
{
    /// <summary>The items of the sentence with its first exception put where it belongs; null when it begins with none.</summary>
    public static List<Item>? Exception(Scan scan, Chunker chunker, int from, int to)
    {
        var length = scan.Len(from, W.Except);
        if (length == 0) return null;
        for (var comma = to - 1; comma > from + length; comma--)
        {
            if (!scan.Is(comma, ",")) continue;
            if (Excepted(scan, chunker, from + length, comma) is not { } terms) continue;
            var rest = chunker.Cut(comma + 1, to);
            if (Less(rest, terms)) return rest;
        }

        return null;
    }

    // Only subjects, and words without weight: "for the backups and billing".
    private static List<SelectorTerm>? Excepted(Scan scan, Chunker chunker, int from, int to)
    {
        var before = scan.Limit;
        scan.Limit = to;
        try
        {
            var items = chunker.Cut(from, to);
            if (!items.All(i => i is SubjectItem { Set: { IsPronoun: false, Negated: false, Only: false, Aspect: Aspect.Whole } } or FillerItem or JointItem)) return null;
            List<SelectorTerm> terms = [.. items.OfType<SubjectItem>().SelectMany(s => s.Set.Terms)];
            return terms.Count == 0 ? null : terms;
        }
        finally
        {
            scan.Limit = before;
        }
    }

    private static bool Less(List<Item> items, List<SelectorTerm> terms)
    {
        for (var i = 0; i < items.Count; i++)
        {
            switch (items[i])
            {
                case SubjectItem { Set: { IsGroup: true, IsPronoun: false } set } subject:
                    items[i] = subject with { Set = set with { Except = [.. set.Except, .. terms] } };
                    return true;
                case TrafficItem { Set: { From: { IsGroup: true, IsPronoun: false } group, Within: true } set } traffic:
                    var less = group with { Except = [.. group.Except, .. terms] };
                    items[i] = traffic with { Set = set with { From = less, To = less } };
                    return true;
                case SubjectItem or TrafficItem or VerbItem or FlagItem { Kind: W.Modal }:
                    return false;
            }
        }

        return false;
    }
}

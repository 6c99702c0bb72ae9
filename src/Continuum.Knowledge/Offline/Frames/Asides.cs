using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Takes asides out of a sentence: "(data=pci)" explains the words before it, "- and only these -" adds nothing.</summary>
internal static class Asides
{
    public static List<Item> Resolve(Scan scan, List<Item> items, FrameResult result)
    {
        Explain(scan, items, result);
        Drop(scan, items, result);
        return items;
    }

    // unknown words, "(", something known, ")"
    private static void Explain(Scan scan, List<Item> items, FrameResult result)
    {
        for (var i = 1; i + 2 < items.Count; i++)
        {
            if (items[i] is not FillerItem open || !scan.Is(open.From, "(") || items[i + 2] is not FillerItem close || !scan.Is(close.From, ")")) continue;
            var known = items[i + 1];
            if (known is not (SubjectItem or PlaceItem or ClassItem)) continue;
            var start = i;
            var negated = false;
            var only = false;
            var preposition = "";
            while (start > 0)
            {
                var before = items[start - 1];
                if (before is UnknownItem || (before is FillerItem && !IsBreak(scan, before) && items.Take(start - 1).LastOrDefault() is UnknownItem)) start--;
                else if (before is SubjectItem { Set: { IsGroup: true } set } group && known is SubjectItem { Set: var inner } && (set.Terms is [{ Name: null, Labels: null, Namespace: null }] || set.Terms.SequenceEqual(inner.Terms) || start == i))
                {
                    if (set.Terms is not [{ Name: null, Labels: null, Namespace: null }] && !set.Terms.SequenceEqual(inner.Terms) && !inner.IsGroup) break;
                    (negated, only, preposition) = (set.Negated, set.Only, group.Preposition);
                    start--;
                }
                else break;
            }

            if (start == i && known is not PlaceItem) continue;
            foreach (var gone in items.Skip(start).Take(i - start).OfType<UnknownItem>()) result.Unmapped.Add(scan.Span(gone.From, gone.To));
            items[i + 1] = known is SubjectItem s ? s with { Preposition = preposition, Set = s.Set with { Negated = negated || s.Set.Negated, Only = only || s.Set.Only } } : known;
            items.RemoveAt(i + 2);
            items.RemoveRange(start, i + 1 - start);
            i = start;
        }
    }

    private static bool IsBreak(Scan scan, Item item) => scan.IsAny(item.From, "(", ")", ":", "in", "on", "to", "from");

    // Between two dashes: nothing that a rule could be made of.
    private static void Drop(Scan scan, List<Item> items, FrameResult result)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (!IsDash(scan, items[i])) continue;
            var end = items.FindIndex(i + 1, x => IsDash(scan, x));
            if (end < 0) return;
            var inside = items.GetRange(i + 1, end - i - 1);
            if (inside.Any(x => x is PlaceItem or TrafficItem or QuantityItem or DomainItem or ClassItem or WindowItem or ConditionItem or SubjectItem { Set.IsPronoun: false } or FlagItem { Kind: W.Not })) continue;
            foreach (var gone in inside.OfType<UnknownItem>()) result.Unmapped.Add(scan.Span(gone.From, gone.To));
            items.RemoveRange(i, end - i + 1);
            i--;
        }
    }

    private static bool IsDash(Scan scan, Item item) => item is JointItem { IsComma: true } && scan.IsAny(item.From, "-", "\u2013");
}

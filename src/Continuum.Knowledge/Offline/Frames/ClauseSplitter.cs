using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Cuts the items of a sentence where a new statement begins.</summary>
internal static class ClauseSplitter
{
    /// <summary>Pieces in order; a piece may lack a subject or a verb that the piece before it gives.</summary>
    public static List<List<Item>> Split(List<Item> items)
    {
        var clauses = new List<List<Item>>();
        var current = new List<Item>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is JointItem { Kind: not W.LabelNoun } && HasPredicate(current) && Begins(items, i, current))
            {
                clauses.Add(current);
                current = [];
                continue;
            }

            if (items[i] is FlagItem { Kind: W.Likewise } && HasPredicate(current))
            {
                clauses.Add(current);
                current = [items[i]];
                continue;
            }

            // "without crossing s3", "avoiding the US": a statement of its own about the same traffic.
            if (items[i] is FlagItem { Kind: W.Neg } && i + 1 < items.Count && items[i + 1] is VerbItem && current.Any(x => x is SubjectItem or TrafficItem))
            {
                clauses.Add(current);
                current = [new FlagItem(items[i].From, items[i].To, W.Not)];
                continue;
            }

            if (items[i] is VerbItem { Text: "avoiding" or "bypassing" or "crossing" or "skipping" or "using" or "traversing" or "passing" } participle
                && current.Any(x => x is VerbItem or FlagItem { Kind: W.Modal }) && current.Any(x => x is TrafficItem or SubjectItem) && !current.Any(x => x is VerbItem v && v.Is(W.Forbid)) && (HasObject(current) || current[^1] is TrafficItem) && i > 0 && items[i - 1] is not FlagItem { Kind: W.Not or W.Only or W.Neg })
            {
                clauses.Add(current);
                current = [participle];
                continue;
            }

            // "..., preferably on edge nodes"
            if (items[i] is FlagItem { Kind: W.Prefer } && HasObject(current) && Rest(items, i + 1).Any(x => x is PlaceItem))
            {
                clauses.Add(current);
                current = [items[i]];
                continue;
            }

            current.Add(items[i]);
        }

        if (current.Count > 0) clauses.Add(current);
        return clauses;
    }

    // "..., which Estonia may hold too": the place is who does it.
    private static bool Hosts(List<Item> items, int place) =>
        items.Skip(place + 1).SkipWhile(x => x is FillerItem).Take(1).Any(x => x is FlagItem { Kind: W.Modal }) && items.Skip(place + 2).OfType<VerbItem>().FirstOrDefault() is { } verb && verb.Is(W.Locate);

    private static IEnumerable<Item> Rest(List<Item> items, int from) => items.Skip(from).TakeWhile(x => x is not JointItem { IsComma: false });

    private static bool HasPredicate(List<Item> items) =>
        items.Any(x => x is VerbItem or MetricItem or FlagItem { Kind: W.Together or W.Apart or W.Apply or W.Exempt } or DomainItem or QuantityItem)
        || (items.Any(x => x is FlagItem { Kind: W.Modal or W.Be or W.Not }) && items.Any(x => x is PlaceItem))
        || (items.Any(x => x is SubjectItem or TrafficItem) && items.Any(x => x is PlaceItem));

    private static bool HasObject(List<Item> items) => (items.Any(x => x is FlagItem { Kind: W.Apply or W.Exempt }) && items.Any(x => x is SubjectItem)) || items.Any(x => x is PlaceItem or QuantityItem or ClassItem or DomainItem or FlagItem { Kind: W.Together or W.Apart })
        || items.Count(x => x is SubjectItem) > 1 || (items.Any(x => x is TrafficItem) && items.Any(x => x is SubjectItem or VerbItem));

    // Whether what follows the joint is a statement: it has a predicate, or pairs a subject with a place.
    private static bool Begins(List<Item> items, int joint, List<Item> current)
    {
        var subject = false;
        var steer = false;
        for (var i = joint + 1; i < items.Count; i++)
        {
            switch (items[i])
            {
                case JointItem { IsComma: true } when i == joint + 1:
                case JointItem when i == joint + 1:
                    continue;
                case JointItem:
                    return false;
                case VerbItem verb:
                    // "may neither run nor be stored": two verbs, one statement.
                    if (!HasObject(current) && !subject && (items[joint] as JointItem)?.Kind is W.And or W.Or && current[^1] is VerbItem) return false;
                    return HasObject(current) || verb.Classes.Count == 0 || (subject && current.Any(x => x is VerbItem)) || !current.Any(x => x is VerbItem) || ((items[joint] as JointItem)?.Kind is W.But && HasObject(current));
                case FlagItem { Kind: W.Modal }:
                    return HasObject(current) || subject || current.Any(x => x is VerbItem);
                case FlagItem { Kind: W.Be }:
                    return HasObject(current) || subject;
                case FlagItem { Kind: W.Together or W.Apart or W.BothWays or W.InitiateBack }:
                    return false;
                case FlagItem { Kind: W.Not or W.Only or W.Prefer or W.Neg }:
                    steer = true;
                    continue;
                case MetricItem:
                    return !current.Any(x => x is MetricItem) || subject;
                case DomainItem:
                    return HasObject(current) && !current.Any(x => x is DomainItem) && !(steer is false && items[i] is DomainItem { Same: true } && current.Any(x => x is FlagItem { Kind: W.Together } || (x is VerbItem v && v.Is(W.Colocate))));
                case SubjectItem { Set.IsPronoun: true, Preposition: "with" }:
                    continue;
                case SubjectItem { Preposition: "" } or TrafficItem:
                    if (subject) return false;
                    subject = true;
                    continue;
                case PlaceItem { Preposition: PlaceItem.Encrypt }:
                    return HasObject(current);
                case PlaceItem when !subject && Hosts(items, i):
                    return HasObject(current) || current.Any(x => x is FlagItem { Kind: W.Exempt });
                case PlaceItem place:
                    if (subject) return HasObject(current);
                    if (place.Away && current.Any(x => x is PlaceItem)) return true;
                    return steer && HasObject(current);
                case QuantityItem:
                    return subject && HasObject(current);
                case IllegalItem:
                    return false;
                case UnknownItem:
                    continue;
                case FillerItem or ReasonItem or WindowItem or PercentileItem:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}

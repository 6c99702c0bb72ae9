using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class PlaceReader
{
    private static Place Join(List<(Joint Joint, Place Place)> parts)
    {
        var kind = parts.Select(p => p.Place.Kind).Aggregate((a, b) => a | b);
        var kinds = parts.Select(p => p.Place.Implied).Where(k => k != Elements.None).Distinct().ToList();
        if (parts.Any(p => p.Place.Condition is null)) return parts.First(p => p.Place.Condition is not null).Place;
        // Places of different kinds ("switch s3 and link s1<->s2") stay apart as alternatives; the frame sorts them.
        if (kinds.Count > 1 && kinds.Aggregate((a, b) => a & b) == Elements.None)
            return new Place(new OrCond([.. parts.Select(p => Bind(p.Place))]), kind, parts.All(p => p.Place.Singular));
        return new Place(CondFold.Fold([.. parts.Select(p => (p.Joint, p.Place.Condition!))]), kind, parts.All(p => p.Place.Singular));
    }

    // Keeps the noun with its condition: "US switches and unencrypted links".
    private static Cond Bind(Place place) => place.Kind == Elements.None ? place.Condition! : new KindCond(place.Kind, place.Condition!);

    private Place WithExceptions(Place place, ref int end)
    {
        while (true)
        {
            var i = end;
            if (scan.Is(i, ",")) i++;
            if (scan.Is(i, "(")) i++;
            if (scan.Is(i, "and") && scan.IsAny(i + 1, "not", "never")) i++;
            var length = scan.Len(i, W.Except);
            if (length == 0 && scan.Is(i, "not") && scan.IsAny(i + 1, "in", "on")) length = 1;
            if (length == 0 && scan.Is(i, "but") && scan.IsAny(i + 1, "outside")) length = 1;
            if (length == 0 && scan.IsAny(i, "without") && scan.Territory(i + 1, out _) is not null) length = 1;
            if (length == 0) return place;
            i += length;
            var outside = false;
            while (scan.IsAny(i, "in", "on", "for", "those", "the", "ones", "at", "nodes", "outside", "of", "from", "any", "within", "that", "are"))
            {
                outside |= scan.Is(i, "outside");
                i++;
            }

            if (scan.NameLength(i) > 0 && scan.Entity<SubjectEntity>(i, out _) is not null && ReadOne(i, out _) is null) return place;
            if (Read(i, out var after) is not { Condition: { } exception } || FollowedByVerb(after)) return place;
            if (outside) exception = new NotCond(exception);
            if (scan.Is(after, ")")) after++;
            place = place with { Condition = CondFold.And(place.Condition, new NotCond(exception)), Kind = place.Kind };
            end = after;
        }
    }

    // "nodes a, b and c"
    private NameCond? NamesAfter(Elements kind, ref int end)
    {
        var names = new List<string>();
        var either = false;
        var i = end;
        while (scan.IsAny(i, ":", "(", "named", "called", "\"", "'")) i++;
        while (true)
        {
            var length = 0;
            var name = kind == Elements.Nodes ? scan.Entity<NodeEntity>(i, out length)?.Name : scan.Entity<SwitchEntity>(i, out length)?.Name;
            if (kind == Elements.Links)
            {
                if (Links.Read(scan, i, out var after) is not { } link) break;
                name = link[0];
                length = after - i;
            }

            if (name is null || FollowedByVerb(i + length)) break;
            names.Add(name);
            i += length;
            while (scan.IsAny(i, "\"", "'", ")")) i++;
            end = i;
            var joint = JointAt(i, out i);
            if (joint == Joint.None) break;
            either |= joint == Joint.Or;
            while (scan.IsAny(i, "\"", "'")) i++;
        }

        return names.Count == 0 ? null : new NameCond(kind, names) { Alternatives = either && names.Count > 1 };
    }

    private Cond? PostModifiers(Cond? condition, Elements head, ref int end)
    {
        var parts = new List<(Joint, Cond)>();
        if (condition is not null) parts.Add((Joint.None, condition));
        var joint = Joint.None;
        while (true)
        {
            var i = end;
            if (parts.Count > 0)
            {
                joint = JointAt(i, out var next);
                if (joint == Joint.Comma && !scan.IsAny(next, "that", "which", "with", "run", "operated", "located")) break;
                if (joint != Joint.None) i = next;
            }

            var negated = false;
            var start = i;
            while (scan.IsAny(i, "that", "which", "who", "is", "are", "be", "being", "has", "have", "having", "do", "does", "must", "offer", "offers", "provide", "provides", "support", "supports", "supporting", "carries", "carry", "whose", "there", "ones")
                && !(scan.IsAny(i, "whose") && scan.IsAny(i + 1, "operator", "owner")))
                i++;
            if (scan.IsAny(i, "not", "never", "neither"))
            {
                // Only inside a relative clause; otherwise it is the sentence's own.
                if (i == start && !scan.IsAny(i + 1, "whose", "run", "operated", "certified", "located", "owned", "in", "encrypted", "trusted", "labelled", "under")) break;
                negated = true;
                i++;
            }

            var relative = i > start;
            while (scan.IsAny(i, "have", "has", "been", "a", "an")) i++;
            if (scan.IsAny(i, "without", "lacking", "lacks", "lack") || scan.Reads(i, "with", "no") || (relative && scan.Is(i, "no")))
            {
                i += scan.Is(i, "with") ? 2 : 1;
                negated = !negated;
                while (scan.IsAny(i, "a", "an", "any")) i++;
            }
            else if (scan.IsAny(i, "with", "featuring", "offering", "carrying", "bearing") || scan.Reads(i, "equipped", "with") || scan.Reads(i, "fitted", "with"))
            {
                i += scan.IsAny(i, "equipped", "fitted") ? 2 : 1;
                while (scan.IsAny(i, "a", "an", "the", "any") && atoms.Read(i, out _) is null) i++;
            }
            else if (scan.IsAny(i, "in", "within", "inside", "on", "at", "from", "of", "outside", "under", "belonging", "out") && !(head == Elements.None && !relative && parts.Count > 0 && scan.IsAny(i, "on", "at", "from", "of", "in", "within", "inside", "outside", "out")))
            {
                if (atoms.Read(i, out var direct) is { } operated)
                {
                    parts.Add((joint, negated ? new NotCond(operated) : operated));
                    end = direct;
                    continue;
                }

                if (scan.IsAny(i, "outside") || scan.Reads(i, "out", "of")) negated = !negated;
                i += scan.Is(i, "out") ? 2 : 1;
                if (scan.Is(i, "of")) i++;
                if (Inner(i, out var after) is not { } place) break;
                parts.Add((joint, negated ? new NotCond(place) : place));
                end = after;
                continue;
            }

            if (joint is Joint.And or Joint.Or or Joint.Comma && i == start && !scan.Is(i, W.Own) && !scan.Is(i, W.Located) && !scan.Is(i, W.Label)) break;
            if (atoms.Read(i, out var stop) is not { } atom || FollowedByVerb(stop) && parts.Count > 0 && joint != Joint.None) break;
            if (parts.Count > 0 && i == start && head == Elements.None && atom is NameCond) break;
            parts.Add((joint, negated ? new NotCond(atom) : atom));
            end = stop;
            // "certified nodes with TEE hosts" has no second head; a noun after the atom ("in EU countries") is swallowed.
            if (IsPlaceNoun(end)) end += Math.Max(scan.Len(end, W.PlaceNoun), scan.Len(end, W.PathNoun));
        }

        return parts.Count == 0 ? null : CondFold.Fold(parts);
    }

    // The place after a preposition inside a noun phrase, with "Germany or France" but without clause-level joints.
    private Cond? Inner(int at, out int end)
    {
        var parts = new List<(Joint, Cond)>();
        var joint = Joint.None;
        end = at;
        var i = at;
        while (true)
        {
            while (scan.IsAny(i, "the", "a", "an", "any", "either", "both", "country", "countries", "one", "of", "in", "\"") && atoms.Read(i, out _) is null) i++;
            if (atoms.Read(i, out var after) is not { } atom || (parts.Count > 0 && FollowedByVerb(after))) break;
            if (parts.Count > 0 && HeadAt(after, out _) != Elements.None) break;
            parts.Add((joint, atom));
            end = after;
            if (IsPlaceNoun(end)) end += Math.Max(scan.Len(end, W.PlaceNoun), scan.Len(end, W.PathNoun));
            joint = JointAt(end, out i);
            if (joint == Joint.None) break;
        }

        if (parts.Count == 0) return null;
        var folded = CondFold.Fold(parts);
        return folded;
    }
}

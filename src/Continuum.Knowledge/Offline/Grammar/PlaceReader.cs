using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads a place: "German nodes", "the EU except France", "switches run by a US company", "s3 or s4", "the edge".</summary>
internal sealed class PlaceReader(Scan scan)
{
    private readonly AtomReader atoms = new(scan);

    /// <summary>The place at the token, without a preposition before it; null when there is none.</summary>
    public Place? Read(int at, out int end)
    {
        end = at;
        var i = at;
        if (scan.Is(i, "nowhere"))
        {
            // "nowhere but Germany": the negation and the exception cancel out.
            var k = i + 1;
            if (scan.Is(k, "else")) k++;
            if (scan.IsAny(k, "but", "except", "outside", "than", "besides") || scan.Is(k, W.Except))
            {
                k += Math.Max(1, scan.Len(k, W.Except));
                while (scan.IsAny(k, "in", "on", "of", "at")) k++;
                return Read(k, out end);
            }

            return null;
        }

        if (scan.IsAny(i, "anywhere", "somewhere", "everywhere", "elsewhere", "wherever") || scan.Reads(i, "any", "place"))
        {
            var k = i + (scan.Is(i, "any") ? 2 : 1);
            if (scan.Is(k, "else")) k++;
            var exceptLength = scan.Len(k, W.Except);
            if (exceptLength == 0 && scan.Is(k, "but")) exceptLength = 1;
            if (exceptLength > 0)
            {
                k += exceptLength;
                while (scan.IsAny(k, "in", "on", "at")) k++;
                return Read(k, out end) is { Condition: { } but } place ? place with { Condition = new NotCond(but) } : null;
            }

            if (scan.IsAny(k, "outside", "in", "within", "inside", "on", "off"))
            {
                var negated = scan.IsAny(k, "outside", "off");
                k++;
                if (scan.Is(k, "of")) k++;
                if (Read(k, out end) is { Condition: { } where } place) return negated ? place with { Condition = new NotCond(where) } : place;
            }

            end = at;
            return null;
        }

        var first = ReadOne(i, out end);
        if (first is null) return null;
        var parts = new List<(Joint, Place)> { (Joint.None, first) };
        while (true)
        {
            var joint = JointAt(end, out var next);
            if (joint == Joint.None) break;
            while (scan.IsAny(next, "in", "on", "within", "at", "from", "over", "through", "across", "via", "by") && !Repeats(next)) next++;
            if (scan.IsAny(next, "outside", "off", "beyond") || scan.Reads(next, "out", "of") || scan.Reads(next, "away", "from")) break;
            if (scan.IsAny(next, "not", "never") && !scan.IsAny(next + 1, "in", "on", "certified")) break;
            if (StartsClause(next)) break;
            var other = ReadOne(next, out var after);
            if (other is null || FollowedByVerb(after)) break;
            parts.Add((joint, other));
            end = after;
        }

        return parts.Count == 1 ? WithExceptions(first, ref end) : WithExceptions(Join(parts), ref end);
    }

    private bool Repeats(int at) => scan.Is(at, "by") && !scan.Is(at + 1, "way");

    // ", or", "and", "or", "," before another place
    private Joint JointAt(int at, out int next)
    {
        next = at;
        if (scan.IsAny(at, "and", "&") || scan.Reads(at, "as", "well", "as") || scan.Is(at, "nor"))
        {
            next = at + (scan.Is(at, "as") ? 3 : 1);
            while (scan.IsAny(next, "then", "afterwards", "finally", "next", "lastly", "after", "thereafter", "second", "third")) next++;
            return scan.Is(at, "nor") ? Joint.Or : Joint.And;
        }

        if (scan.Is(at, "or") || scan.Is(at, "/"))
        {
            next = at + 1;
            if (scan.Is(next, "else")) next++;
            return Joint.Or;
        }

        if (scan.Is(at, "then") || scan.Reads(at, "followed", "by"))
        {
            next = at + (scan.Is(at, "then") ? 1 : 2);
            return Joint.And;
        }

        if (!scan.Is(at, ",")) return Joint.None;
        next = at + 1;
        while (scan.IsAny(next, "then", "afterwards", "finally", "next", "lastly", "after", "thereafter", "second", "third")) next++;
        if (scan.IsAny(next, "and", "or", "nor"))
        {
            var joint = scan.Is(next, "and") ? Joint.And : Joint.Or;
            next++;
            return joint;
        }

        return Joint.Comma;
    }

    private bool StartsClause(int at) => scan.Is(at, W.Modal) && !scan.Is(at, W.Det);

    // "in Germany and edge nodes must not ...": what follows the joint is the subject of the next clause.
    private bool FollowedByVerb(int at) => scan.Is(at, W.Modal) || scan.IsAny(at, "is", "are", "must", "stays", "runs", "may") || (scan.Is(at, W.Not) && scan.Is(at, "never"));

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

    private Place? ReadOne(int at, out int end)
    {
        end = at;
        var i = at;
        var singular = false;
        while (true)
        {
            // "anything operated by northway"
            if (scan.Len(i, W.ThingNoun) is > 0 and var thing && (scan.Is(i + thing, W.Own) || scan.Is(i + thing, W.Located) || scan.IsAny(i + thing, "under")))
            {
                i += thing;
                continue;
            }

            if (scan.IsAny(i, "outside", "beyond") || scan.Reads(i, "out", "of") || scan.Reads(i, "away", "from"))
            {
                var k = i + (scan.IsAny(i, "outside", "beyond") ? 1 : 2);
                if (scan.IsAny(k, "of")) k++;
                return ReadOne(k, out end) is { Condition: { } beyond } other ? other with { Condition = new NotCond(beyond) } : Nothing(at, out end);
            }

            var det = scan.Len(i, W.Det);
            if (det > 0 && atoms.Read(i, out var taken) is not null && taken > i + det) det = 0;
            if (det > 0)
            {
                singular |= scan.IsAny(i, "a", "an", "another");
                i += det;
            }
            else if (scan.IsAny(i, "only", "either", "both", "physically", "exclusively", "one", "any", "more", "\"", "(", "strictly", "fully", "solely", "purely") && !(scan.Is(i, "one") && !scan.Is(i + 1, "of")))
            {
                i++;
                if (scan.Is(i, "of")) i++;
            }
            else break;
        }

        // "Somewhere in", "one of the nodes in"
        var parts = new List<(Joint, Cond)>();
        var joint = Joint.None;
        var last = i;
        while (true)
        {
            var skip = i;
            while (scan.IsAny(skip, "\"", "'", "the", "a", "an", "any", "either") || (parts.Count > 0 && scan.Is(skip, "only"))) skip++;
            if (atoms.Read(skip, out var after) is not { } atom) break;
            if (parts.Count > 0 && joint is not Joint.None && FollowedByVerb(SkipHead(after))) break;
            // Another clause may begin: "nodes in DE and trusted switches".
            parts.Add((joint, atom));
            last = i = after;
            while (scan.IsAny(i, "\"", "'")) last = ++i;
            joint = JointAt(i, out var next);
            if (joint == Joint.None && scan.IsAny(i, "-")) next = i;
            if (HeadAt(i, out _) != Elements.None || IsPlaceNoun(i)) break;
            i = next;
        }

        i = last;
        var head = Elements.None;
        if (HeadAt(i, out var headLength) is var kind && kind != Elements.None)
        {
            if (parts.Count > 0 || !scan.Is(i, W.Locate) || scan.IsAny(at, "the", "any", "a", "an", "all") || scan.IsAny(i + headLength, "whose", "with", "that", "run", "operated", "in", "of", "which", "certified", "labelled"))
            {
                head = kind;
                singular |= scan.IsAny(at, "a", "an", "one") || (scan.IsAny(at, "the") && headLength > 0 && !scan.Tokens[i + headLength - 1].Text.EndsWith('s'));
                i += headLength;
            }
        }
        else if (parts.Count > 0 && IsOne(i))
        {
            i++;
        }
        else if (IsPlaceNoun(i) && (parts.Count > 0 || PlaceNounWithMore(i)))
        {
            i += Math.Max(scan.Len(i, W.PlaceNoun), scan.Len(i, W.PathNoun));
        }

        if (head == Elements.None && parts.Count == 0 && !(i > at && IsPlaceNoun(i - 1))) return Nothing(at, out end);
        Cond? condition = parts.Count == 0 ? null : CondFold.Fold(parts);
        end = i;
        // "the firewall switch s4": the name says which one.
        if (head != Elements.None && NamesAfter(head, ref end) is { } called && (parts.Count == 0 || joint == Joint.None)) condition = called;
        condition = PostModifiers(condition, head, ref end);
        if (condition is null && head == Elements.None && !scan.Is(end, W.Except)) return Nothing(at, out end);
        return new Place(condition, head, singular);
    }

    private int SkipHead(int at) => HeadAt(at, out var length) == Elements.None ? at : at + length;

    private bool IsOne(int at) => scan.IsAny(at, "one", "ones") && !scan.IsAny(at + 1, "way", "direction", "of", "hop");

    private bool IsPlaceNoun(int at) => (scan.Is(at, W.PlaceNoun) || scan.Is(at, W.PathNoun)) && !scan.IsAny(at, "route", "state", "ground", "transit", "way", "land", "transport");

    private bool PlaceNounWithMore(int at)
    {
        var length = Math.Max(scan.Len(at, W.PlaceNoun), scan.Len(at, W.PathNoun));
        return scan.IsAny(at + length, "in", "within", "outside", "with", "run", "operated", "that", "under", "owned", "of", "located") || (scan.Is(at + length, W.Except) && atoms.Read(at + length + scan.Len(at + length, W.Except), out _) is not null);
    }

    private Elements HeadAt(int at, out int length)
    {
        var node = scan.Len(at, W.NodeNoun);
        var @switch = scan.Len(at, W.SwitchNoun);
        var link = scan.Len(at, W.LinkNoun);
        length = Math.Max(node, Math.Max(@switch, link));
        if (length == 0 || scan.NameLength(at) > length) return Elements.None;
        if (scan.Is(at, "worker") && length == 1 && scan.Is(at + 1, W.WorkloadNoun)) return Elements.None;
        return node == length ? Elements.Nodes : @switch == length ? Elements.Switches : Elements.Links;
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

    private static Place? Nothing(int at, out int end)
    {
        end = at;
        return null;
    }
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads a place: "German nodes", "the EU except France", "switches run by a US company", "s3 or s4", "the edge".</summary>
internal sealed partial class PlaceReader(Scan scan)
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

        var away = scan.IsAny(at - 1, "off", "outside", "from", "beyond", "without") || (scan.Is(at - 1, "of") && scan.IsAny(at - 2, "out", "outside", "off", "clear", "instead"));
        var first = ReadOne(i, out end);
        if (first is null) return null;
        var parts = new List<(Joint, Place)> { (Joint.None, first) };
        while (true)
        {
            var joint = JointAt(end, out var next);
            if (joint == Joint.None) break;
            // "off a and onto b": the second is no part of what is left.
            if (away && scan.IsAny(next, "in", "on", "onto", "to", "at", "into", "within")) break;
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

    private Place? ReadOne(int at, out int end)
    {
        end = at;
        var i = at;
        var singular = false;
        var other = false;
        while (true)
        {
            // "anything operated by northway"
            if (scan.Len(i, W.ThingNoun) is > 0 and var thing && (scan.Is(i + thing, W.Own) || scan.Is(i + thing, W.Located) || scan.IsAny(i + thing, "under") || atoms.RunBy(i + thing)))
            {
                i += thing;
                continue;
            }

            if (scan.IsAny(i, "outside", "beyond") || scan.Reads(i, "out", "of") || scan.Reads(i, "away", "from"))
            {
                var k = i + (scan.IsAny(i, "outside", "beyond") ? 1 : 2);
                if (scan.IsAny(k, "of")) k++;
                return ReadOne(k, out end) is { Condition: { } beyond } outer ? outer with { Condition = new NotCond(beyond) } : Nothing(at, out end);
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
            else if (scan.IsAny(i, "other", "further") && i > at && (atoms.Read(i + 1, out _) is not null))
            {
                // "s3 or any other US-run switch"
                other = true;
                i++;
            }
            else break;
        }

        // "cell site (far-edge) boxes": words that the brackets explain
        for (var k = i + 1; k <= i + 3 && k < scan.Count; k++)
        {
            if (scan.Tokens[k - 1].Kind != Text.TokenKind.Word || scan.EntitiesAt(k - 1).Count > 0 || scan.Is(k - 1, W.Modal) || atoms.Read(k - 1, out _) is not null || scan.Is(k - 1, W.NodeNoun) || scan.Is(k - 1, W.SwitchNoun)) break;
            if (!scan.Is(k, "(")) continue;
            if (atoms.Read(k + 1, out var closing) is { } meant && scan.Is(closing, ")") && HeadAt(closing + 1, out var explained) is var kindOf && kindOf != Elements.None)
            {
                end = closing + 1 + explained;
                return new Place(meant, kindOf, singular);
            }

            break;
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
        if (other && scan.Is(end, "than")) throw new Puzzle($"It is not clear what '{scan.Raw(at, end + 1)} ...' leaves over. Please name what is allowed, or each that is not.", [], scan.Span(at, end));
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

    private static Place? Nothing(int at, out int end)
    {
        end = at;
        return null;
    }
}

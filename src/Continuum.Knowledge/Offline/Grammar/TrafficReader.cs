using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads traffic: "HTTPS traffic from a to b", "packets between a and b", "a's traffic", "a -> b", "port 5432".</summary>
internal sealed partial class TrafficReader(Scan scan, SubjectReader subjects)
{
    /// <summary>The traffic at the token; null when there is none.</summary>
    public TrafficSet? Read(int at, out int end)
    {
        end = at;
        var i = at;
        var negated = false;
        var only = false;
        while (true)
        {
            if (scan.Len(i, W.No) is > 0 and var no) (negated, i) = (true, i + no);
            else if (scan.IsAny(i, "only", "nothing") && i == at && !scan.Is(i + 1, "else")) (only, negated, i) = (scan.Is(i, "only"), negated || scan.Is(i, "nothing"), i + 1);
            else if (scan.IsAny(i, "any", "a", "single") && negated) i++;
            else if (scan.Len(i, W.Det) is > 0 and var det && scan.NameLength(i) <= det && !scan.Is(i, W.Pronoun)) i += det;
            else if (scan.IsAny(i, "direct", "network", "ip", "incoming", "outgoing", "inbound", "outbound", "internal", "live", "regular", "raw", "user", "client", "east", "plain", "normal") && !scan.Is(i, W.TrafficNoun) && scan.NameLength(i) == 0 && (TrafficNounAt(i + 1) > 0 || scan.Protocol(i + 1, out _) is not null)) i++;
            else break;
        }

        if (Exchange(at, out end) is { } exchanged) return exchanged;
        if (scan.IsAny(at, "nothing") && !scan.IsAny(at + 1, "from", "between", "sent", "that")) return null;
        if (Pair(i, out end) is { } pair) return pair with { Negated = negated, Only = only };
        var classes = new List<TrafficClass>();
        var k = i;
        while (ClassAt(k, out var after, bare: true) is { } named)
        {
            classes.AddRange(named);
            k = after;
            if (scan.IsAny(k, "and", "or", ",", "/") && ClassAt(k + 1, out _, bare: true) is not null) k++;
            else if (scan.Is(k, ",") && scan.IsAny(k + 1, "and", "or") && ClassAt(k + 2, out _, bare: true) is not null) k += 2;
            else break;
        }

        // "patient-db's traffic", "triage traffic", "camera frames", "their packets", "patient data traffic"
        SubjectSet? owner = null;
        var possessed = k;
        if (classes.Count == 0 && subjects.Read(i, out var afterOwner) is { Aspect: not Aspect.Transfers } set)
        {
            var n = afterOwner;
            if (scan.Is(n, "'")) n++;
            if (scan.Is(n, "s") && scan.Is(n - 1, "'")) n++;
            while (scan.IsAny(n, "own", "incoming", "outgoing", "network", "internal", "all", "inbound", "outbound", "direct", "mutual")) n++;
            while (ClassAt(n, out var afterClass, bare: true) is { } owned)
            {
                classes.AddRange(owned);
                n = afterClass;
            }

            if (TrafficNounAt(n) > 0 || MeasureAt(n, out _) != Measure.None)
            {
                owner = set;
                possessed = n;
            }
            else if (afterOwner >= 2 && TrafficNounAt(afterOwner - 1) > 0 && set.IsGroup)
            {
                // "camera frames" is itself a data phrase.
                owner = set;
                possessed = afterOwner - 1;
            }
            else
            {
                classes.Clear();
            }
        }

        if (owner is not null) k = possessed;
        var measure = MeasureAt(k, out var measured);
        var noun = measure != Measure.None ? measured - k : TrafficNounAt(k);
        var path = noun == 0 && !scan.Is(k, W.Locate) && (scan.Is(k, "path") || scan.Is(k, "paths") || scan.Is(k, "route") || scan.Is(k, "routes") || scan.Is(k, "connection")) ? 1 : 0;
        if (noun == 0 && path == 0 && classes.Count == 0)
        {
            // "whatever a sends to b", "between a and b" without a noun
            return Between(i, out end) is { } bare && (scan.IsAny(i, "between", "among", "amongst")) ? bare with { Negated = negated, Only = only } : Nothing(at, out end);
        }

        if (path > 0 && !scan.IsAny(k + 1, "between", "from", "of", "for", "taken", "to", "that", "used", "and", "or") && owner is null) return Nothing(at, out end);
        k += noun + path;
        if (scan.IsAny(k, "and", "or") && (TrafficNounAt(k + 1) is > 0 and var second)) k += 1 + second;
        if (scan.Is(k, W.TrafficNoun) && scan.NameLength(k) == 0 && !scan.IsAny(k, "call", "flow", "flows", "stream", "streams", "frames")) k += TrafficNounAt(k);
        var result = Ends(k, owner, classes, out end);
        if (noun == 0 && path == 0 && result.From is null && result.To is null && end == k && classes.Count > 0 && !scan.Is(k, W.Modal) && !scan.Is(k, W.Be)) return Nothing(at, out end);
        return result with { Negated = negated, Only = only, Measure = measure };
    }

    // what a and b exchange; whatever it sends to b; everything between a and b; nothing from a to b
    private TrafficSet? Exchange(int at, out int end)
    {
        end = at;
        var i = at;
        var negated = scan.IsAny(i, "nothing");
        if (!scan.IsAny(i, "what", "whatever", "everything", "anything", "all", "nothing", "any")) return null;
        i++;
        while (scan.IsAny(i, "else", "that", "which", "of", "is", "gets", "goes", "passes", "sent", "exchanged", "flowing", "moving", "flows", "travels", "transmitted", "being")) i++;
        if (scan.IsAny(i, "between", "among"))
        {
            if (Aspects.Between(scan, i, out _)) return null;
            if (Ends(i, null, [], out end) is { From: not null } between) return between with { Negated = negated };
            end = at;
            return null;
        }

        if (scan.IsAny(i, "from") && Ends(i, null, [], out var stop) is { From: not null, To: not null } sent)
        {
            end = stop;
            return sent with { Negated = negated };
        }

        if (subjects.Read(i, out var after) is not { } who) return null;
        var verb = after;
        while (scan.IsAny(verb, "ever", "may", "both", "do", "does")) verb++;
        if (!scan.IsAny(verb, "exchange", "exchanges", "send", "sends", "tell", "tells", "say", "says", "transmit", "transmits", "share", "shares", "swap", "swaps", "send", "sent", "exchanged", "stream", "streams", "hand", "hands", "pass", "passes")) return null;
        var directed = scan.IsAny(verb, "send", "sends", "transmit", "transmits", "stream", "streams", "sent");
        verb++;
        if (scan.IsAny(verb, "to", "with") && scan.IsAny(verb + 1, "each", "one")) verb++;
        if (scan.Reads(verb, "each", "other") || scan.Reads(verb, "one", "another") || scan.Reads(verb, "among", "themselves") || scan.Reads(verb, "between", "themselves"))
        {
            end = verb + 2;
            return Mutual(who, negated);
        }

        if (scan.IsAny(verb, "with", "to", "and") && subjects.Read(verb + 1, out after) is { } peer)
        {
            end = after;
            return new TrafficSet(who, peer) { Directed = directed, Negated = negated };
        }

        end = verb;
        return Mutual(who, negated);
    }

    private static TrafficSet Mutual(SubjectSet set, bool negated) =>
        set is { Terms.Count: 2, IsPronoun: false } ? new TrafficSet(set with { Terms = [set.Terms[0]] }, set with { Terms = [set.Terms[1]] }) { Negated = negated }
        : new TrafficSet(set, set) { Within = true, Negated = negated };

    private int TrafficNounAt(int at)
    {
        var length = scan.Len(at, W.TrafficNoun);
        if (length == 0 || scan.NameLength(at) > length) return 0;
        return length;
    }

    private Measure MeasureAt(int at, out int end)
    {
        var round = scan.Len(at, W.RoundTrip);
        var latency = scan.Len(at, W.LatencyNoun);
        if (scan.WordsAt(at).Any(w => w.Length > Math.Max(round, latency) && w.Class is W.Tpot or W.Ttft or W.E2E)) round = latency = 0;
        end = at + Math.Max(round, latency);
        return round > 0 ? Measure.RoundTrip : latency > 0 ? Measure.Latency : Measure.None;
    }

    private static TrafficSet? Nothing(int at, out int end)
    {
        end = at;
        return null;
    }
}

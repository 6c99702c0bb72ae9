using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads traffic: "HTTPS traffic from a to b", "packets between a and b", "a's traffic", "a -> b", "port 5432".</summary>
internal sealed class TrafficReader(Scan scan, SubjectReader subjects)
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
        if (!scan.IsAny(verb, "exchange", "exchanges", "send", "sends", "tell", "tells", "say", "says", "transmit", "transmits", "share", "shares", "swap", "swaps", "send", "sent", "exchanged", "stream", "streams")) return null;
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

    // Everything that may follow the noun, in any order.
    private TrafficSet Ends(int at, SubjectSet? owner, List<TrafficClass> classes, out int end)
    {
        SubjectSet? from = owner;
        SubjectSet? to = null;
        var directed = false;
        var within = false;
        var i = at;
        end = at;
        // "its MQTT traffic (1883)"
        if (scan.Is(i, "(") && classes.Count == 1 && i + 2 < scan.Count && scan.Tokens[i + 1].Kind == Text.TokenKind.Number && scan.Is(i + 2, ")") && int.TryParse(scan.Tokens[i + 1].Text, out var number) && number is > 0 and < 65536)
        {
            classes[0] = classes[0] with { Port = number };
            end = i += 3;
        }
        else if (scan.Is(i, "(") && ClassAt(i + 1, out var closing, bare: true) is { } inner && scan.Is(closing, ")"))
        {
            classes.Clear();
            classes.AddRange(inner);
            end = i = closing + 1;
        }

        while (true)
        {
            while (scan.IsAny(i, "that", "which", "is", "are", "going", "flowing", "exchanged", "sent", "originating", "destined", "coming", "passing", "travelling", "traveling", "directed", "addressed", "generated", "emitted", "made", "issued", "initiated", "being", "opened", "taken", "used", "running", "moving", "runs", "goes", "flows", "established", "started")
                && (scan.IsAny(i + 1, "from", "to", "between", "by", "for", "into", "on", "over", "among", "exchanged", "sent", "is", "are", "going", "flowing", "originating", "destined", "coming", "directed", "initiated", "being", "passing", "addressed", "travelling", "goes", "flows", "runs", "out"))) i++;
            var start = i;
            if (scan.IsAny(i, "between", "among", "amongst") && Between(i, out var after) is { } both)
            {
                (from, to, within) = (both.From, both.To, both.Within);
                if (both.Classes.Count > 0) classes.AddRange(both.Classes);
                end = i = after;
                continue;
            }

            if (ClassAt(i, out after, bare: false) is { } named)
            {
                classes.AddRange(named);
                end = i = after;
                continue;
            }

            if (scan.IsAny(i, "from", "of", "by", "leaving", "out", "for", "carrying", "containing", "with", "belonging", "holding", "involving", "concerning") || scan.Reads(i, "originating", "from") || scan.Reads(i, "out", "of"))
            {
                var k = i + (scan.Is(i + 1, "of") || scan.Is(i, "originating") || scan.Is(i, "belonging") ? 2 : 1);
                if (from is null && to is null && scan.Is(i, "for") is var dummy && subjects.Read(k, out after) is { } source && !(dummy && source.IsPronoun && false))
                {
                    // "from A and B to C" and "from/to A"
                    from = source;
                    directed |= scan.IsAny(i, "from", "by", "out", "leaving");
                    end = i = after;
                    continue;
                }

                if (scan.Reads(i, "from", "and", "to") || scan.Reads(i, "from", "or", "to"))
                {
                    if (subjects.Read(i + 3, out after) is { } any)
                    {
                        from = any;
                        end = i = after;
                        continue;
                    }
                }

                if (scan.IsAny(i, "with") && from is not null && to is null && subjects.Read(k, out after) is { } peer && !peer.IsPronoun)
                {
                    to = peer;
                    end = i = after;
                    continue;
                }

                // "its traffic from c": towards the owner.
                if (scan.IsAny(i, "from") && from is not null && ReferenceEquals(from, owner) && to is null && subjects.Read(k, out after) is { } origin)
                {
                    (from, to, directed) = (origin, owner, true);
                    end = i = after;
                    continue;
                }

                if (scan.IsAny(i, "from") && from is null && subjects.Read(k, out after) is { } late)
                {
                    from = late;
                    directed = true;
                    end = i = after;
                    continue;
                }
            }

            if (scan.IsAny(i, "and") && scan.Is(i + 1, "from")) break;
            if (scan.IsAny(i, "to", "into", "towards", "toward", "entering", "reaching", "with", "and"))
            {
                var k = i + 1;
                if (scan.Is(i, "to") && scan.IsAny(k, "and", "or") && scan.Is(k + 1, "from") && from is null && subjects.Read(k + 2, out after) is { } two)
                {
                    from = two;
                    end = i = after;
                    continue;
                }

                if (to is null && !scan.Is(i, "and") && subjects.Read(k, out after) is { } target)
                {
                    to = target;
                    directed |= !scan.Is(i, "with");
                    end = i = after;
                    // "from a to b and back", "and vice versa"
                    if (scan.Reads(i, "and", "back") || scan.Reads(i, "and", "vice", "versa") || scan.Reads(i, "or", "back") || scan.Reads(i, "or", "vice", "versa"))
                    {
                        end = i += scan.Is(i + 1, "back") ? 2 : 3;
                        directed = false;
                    }

                    continue;
                }
            }

            if (i > start) i = start;
            break;
        }

        var more = new List<TrafficSet>();
        while (from is not null && to is not null)
        {
            var k = end;
            if (scan.Is(k, ",")) k++;
            if (scan.IsAny(k, "and", "or")) k++;
            if (k == end || !scan.IsAny(k, "from", "between", "to")) break;
            if (scan.Is(k, "to"))
            {
                if (subjects.Read(k + 1, out var stop) is not { } also) break;
                more.Add(new TrafficSet(from, also) { Directed = directed });
                end = stop;
                continue;
            }

            if (Ends(k, null, [], out var next) is not { From: not null, To: not null } pair) break;
            more.Add(pair);
            end = next;
        }

        if (owner is not null && to is null && owner.IsPronoun) within = true;
        return new TrafficSet(from, to) { Classes = [.. classes.Distinct()], Directed = directed && from is not null && to is not null, Within = within, More = more };
    }

    /// <summary>"between a and b", "among the pci workloads", "between them".</summary>
    private TrafficSet? Between(int at, out int end)
    {
        end = at;
        if (!scan.IsAny(at, "between", "among", "amongst")) return null;
        var among = !scan.Is(at, "between");
        if (subjects.Read(at + 1, out var after) is not { } set) return null;
        end = after;
        // "between a and everything else": the reader takes both as one list.
        if (set.Terms.Count == 2 && !among && set.Except.Count == 0)
            return new TrafficSet(set with { Terms = [set.Terms[0]], IsRest = false }, set with { Terms = [set.Terms[1]] });
        if (set.Terms.Count > 2 && !among)
        {
            // "between a and b or c": the first against the rest is one reading, all pairs another; a list means all pairs.
            return new TrafficSet(set, set) { Within = true };
        }

        if (scan.IsAny(after, "and", "or", "to") && subjects.Read(after + 1, out var stop) is { } other)
        {
            end = stop;
            return new TrafficSet(set, other);
        }

        return new TrafficSet(set, set) { Within = true };
    }

    // a -> b; a <-> b; a to b: names on both sides of an arrow, or "a to b" before a verb
    private TrafficSet? Pair(int at, out int end)
    {
        end = at;
        if (scan.Entity<SubjectEntity>(at, out var length) is null && !scan.Is(at, "from")) return null;
        if (scan.Is(at, "from"))
        {
            // "from a to b, packets ..." and "from a to b must avoid s3"
            if (subjects.Read(at + 1, out var first) is not { } source || !scan.Is(first, "to") || subjects.Read(first + 1, out var second) is not { } target) return null;
            end = second;
            return new TrafficSet(source, target) { Directed = true };
        }

        if (subjects.Read(at, out var after) is not { IsGroup: false } a || after < at + length) return null;
        var arrow = scan.IsAny(after, "->", "=>", "<->", "\u2013", "<=>") || (scan.Is(after, "-") && !scan.Tokens[after].Glued);
        var to = scan.IsAny(after, "to", "towards");
        if (!arrow && !to) return null;
        if (subjects.Read(after + 1, out var stop) is not { } b || b.Terms.Count == 0) return null;
        end = stop;
        var classes = new List<TrafficClass>();
        var noun = 0;
        while (ClassAt(end, out var named, bare: false) is { } found || (ClassAt(end, out named, bare: true) is { } && TrafficNounAt(named) > 0))
        {
            classes.AddRange(ClassAt(end, out _, bare: true) ?? ClassAt(end, out _, bare: false) ?? []);
            end = named;
        }

        noun = TrafficNounAt(end);
        var measure = MeasureAt(end, out var measured);
        if (measure != Measure.None) end = measured;
        end += noun;
        if (to && noun == 0 && measure == Measure.None && !scan.Is(end, W.Modal) && !scan.IsAny(end, ":", ",", "only", "never", "via", "over", "through", "avoids", "stays", "within", "under", "in", "at", "is", "not")) return null;
        var directed = scan.IsAny(after, "->", "=>", "to", "towards");
        var more = Ends(end, a, classes, out var ended);
        end = ended;
        return new TrafficSet(a, b) { Directed = directed, Classes = more.Classes, Measure = measure };
    }

    /// <summary>"HTTPS", "TCP port 5432", "on port 443", "over DICOM", "port 22 (SSH)".</summary>
    public List<TrafficClass>? ClassAt(int at, out int end, bool bare)
    {
        end = at;
        var i = at;
        if (!bare)
        {
            if (!scan.IsAny(i, "on", "over", "using", "via", "at", "with", "(", "through", "for", "by")) return null;
            i++;
            while (scan.IsAny(i, "the", "a")) i++;
        }

        if (scan.NameLength(i) > 0 && scan.Protocol(i, out var nameless) is not null && scan.NameLength(i) >= nameless) return null;
        IpProtocol? protocol = null;
        TrafficClass? named = null;
        if (scan.Protocol(i, out var length) is { } found)
        {
            named = found;
            protocol = found.Protocol;
            i += length;
            if (scan.Is(i, "protocol")) i++;
        }

        var ports = new List<int>();
        var k = i;
        if (scan.IsAny(k, "(", "on", "/", ",", "over", "at") && scan.Is(k + 1, W.PortNoun)) k++;
        var bracket = k > i && scan.Is(k - 1, "(");
        if (scan.IsAny(k, "destination", "dst", "dest") && scan.Is(k + 1, W.PortNoun)) k++;
        var slash = named is { Port: null } && scan.IsAny(k, "/", ":");
        var glued = named is { Port: null } && k < scan.Count && scan.Tokens[k] is { Kind: Text.TokenKind.Number, Glue: '/' or '\0' or '-' } && !scan.IsAny(k + 1, "ms", "hops", "gb", "hop");
        if (scan.Is(k, W.PortNoun) || slash || glued)
        {
            var onlyTcp = scan.Is(k, "tcp") ? IpProtocol.Tcp : scan.Is(k, "udp") ? IpProtocol.Udp : (IpProtocol?)null;
            if (!glued || scan.Is(k, W.PortNoun)) k += Math.Max(1, scan.Len(k, W.PortNoun));
            while (scan.IsAny(k, "number", ":", "is")) k++;
            while (k < scan.Count && Numbers.Read(scan, k, out var digits) is { } number && digits == 1 && scan.Tokens[k].Kind == Text.TokenKind.Number)
            {
                if (number is < 1 or > 65535 || number != Math.Floor(number)) throw new Puzzle($"{scan.Raw(k, k + 1)} is not a port; ports are 1 to 65535. Which port is meant?", [], scan.Span(k, k + 1));
                ports.Add((int)number);
                k++;
                if (scan.IsAny(k, "and", "or", ",") && k + 1 < scan.Count && scan.Tokens[k + 1].Kind == Text.TokenKind.Number && !scan.IsAny(k + 2, "ms", "hops", "hop")) k++;
                else break;
            }

            if (ports.Count > 0)
            {
                i = k;
                protocol ??= onlyTcp;
                if (scan.IsAny(i, "/") && scan.IsAny(i + 1, "tcp", "udp")) i++;
                if (scan.IsAny(i, "tcp", "udp"))
                {
                    protocol ??= scan.Is(i, "tcp") ? IpProtocol.Tcp : IpProtocol.Udp;
                    i++;
                }

                // "port 22 (SSH)"
                if (scan.Is(i, "(") && scan.Protocol(i + 1, out var inner) is { } alias && scan.Is(i + 1 + inner, ")"))
                {
                    protocol ??= alias.Protocol;
                    i += inner + 2;
                }
                else if (protocol is null && scan.IsAny(i, "over", "via", "on") && scan.IsAny(i + 1, "tcp", "udp"))
                {
                    protocol = scan.Is(i + 1, "tcp") ? IpProtocol.Tcp : IpProtocol.Udp;
                    i += 2;
                }

                if (bracket && scan.Is(i, ")")) i++;
                end = i;
                return [.. ports.Select(p => new TrafficClass(protocol ?? IpProtocol.Tcp, p))];
            }
        }

        if (named is null) return null;
        // "MQTT (1883)"
        if (scan.Is(i, "(") && i + 2 < scan.Count && scan.Tokens[i + 1].Kind == Text.TokenKind.Number && scan.Is(i + 2, ")") && int.TryParse(scan.Tokens[i + 1].Text, out var only) && only is > 0 and < 65536)
        {
            end = i + 3;
            return [named with { Port = only }];
        }

        if (!bare && scan.Is(i, ")")) i++;
        // "over HTTPS links"? no: a protocol before a link noun is not a class of packets.
        end = i;
        if (!bare && scan.Is(end, "only")) end++;
        return [named];
    }

    private static TrafficSet? Nothing(int at, out int end)
    {
        end = at;
        return null;
    }
}

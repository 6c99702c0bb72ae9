using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class TrafficReader
{
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
        else if (scan.Is(i, "(") && ClassAt(i + 1, out var listed, bare: true) is { } first && scan.Is(listed, ",") && subjects.Read(listed + 1, out var left) is { IsPronoun: false } sender
            && scan.Is(left, "to") && subjects.Read(left + 1, out var right) is { IsPronoun: false } receiver && scan.Is(right, ")"))
        {
            // "its SIP traffic (UDP 5060, a to b)": the brackets say between whom.
            classes.Clear();
            classes.AddRange(first);
            end = right + 1;
            return new TrafficSet(sender, receiver) { Classes = [.. classes], Directed = true };
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
                if (from is null && to is null && subjects.Read(k, out after) is { } source)
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

        // "rsync (TCP 873)": a word that the class behind it explains.
        if (bare && i + 2 < scan.Count && scan.Tokens[i].Kind == Text.TokenKind.Word && scan.Is(i + 1, "(") && scan.EntitiesAt(i).Count == 0 && scan.WordsAt(i).Count == 0 && scan.Protocol(i, out _) is null
            && ClassAt(i + 2, out var inside, bare: true) is { } explained && scan.Is(inside, ")"))
        {
            end = inside + 1;
            return explained;
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
}

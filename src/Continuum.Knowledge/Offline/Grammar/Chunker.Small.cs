using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class Chunker
{
    // "if mes is moved at all,": it says no more than that mes is meant
    private SubjectItem? Anyway(int at)
    {
        if (!scan.IsAny(at, "if", "when", "whenever", "should", "once", "wherever") || subjects.Read(at + 1, out var end) is not { IsGroup: false } who) return null;
        var i = end;
        var moved = false;
        while (i < scan.Count && !scan.Is(i, ","))
        {
            if (scan.Is(i, W.Not) || scan.Territory(i, out _) is not null || scan.NameLength(i) > 0 || scan.Tokens[i].Kind != TokenKind.Word) return null;
            moved |= scan.Is(i, W.Move) || scan.Is(i, W.Locate);
            i++;
        }

        return moved && i < scan.Count && i - end <= 8 && (scan.Reads(i - 2, "at", "all") || scan.Is(i - 1, "elsewhere") || scan.Is(i - 1, "moved") || scan.Is(i - 1, "rescheduled") || scan.Is(at, "wherever") || scan.Is(i - 1, "placed")) ? new SubjectItem(at, i + 1, who, "for") : null;
    }

    // "(a)", "(2)"
    private JointItem? Enumerator(int at) =>
        scan.Is(at, "(") && scan.Is(at + 2, ")") && (scan.Tokens[at + 1].Text is { Length: 1 } one && (char.IsAsciiLetter(one[0]) || char.IsAsciiDigit(one[0])) || scan.IsAny(at + 1, "ii", "iii", "iv"))
            && scan.NameLength(at + 1) == 0 ? new JointItem(at, at + 3, W.And) { IsComma = true } : null;

    // the same node; different zones; across regions; one per zone; at least two zones
    private DomainItem? Domain(int at)
    {
        var i = at;
        if ((scan.Reads(at, "at", "most") || scan.Reads(at, "no", "more") || scan.Reads(at, "not", "more")) && scan.IsAny(at + (scan.Is(at, "at") ? 2 : 3), "one", "a", "1"))
        {
            var p = at + (scan.Is(at, "at") ? 2 : 3) + 1;
            while (scan.IsAny(p, "replica", "copy", "pod", "instance", "of", "them", "it", "each", "single", "replicas", "on", "in")) p++;
            if (scan.IsAny(p, "per", "any", "a", "each", "every", "the", "same", "one"))
            {
                while (scan.IsAny(p, "per", "any", "a", "each", "every", "the", "same", "one", "single")) p++;
                if (TopologyAt(p, out var one) is { } limit) return new DomainItem(at, one, false, limit);
            }
        }

        while (scan.IsAny(i, "on", "in", "across", "over", "onto", "into", "at", "among", "between", "within", "to", "of")) i++;
        if (i > at && scan.IsAny(i - 1, "on", "in", "onto") && scan.IsAny(i, "one", "1") && TopologyAt(i + 1 + (scan.IsAny(i + 1, "and", "common", "physical", "single") ? 1 : 0), out var alone) is { } shared)
            return new DomainItem(at, alone, true, shared);
        if (i > at && scan.IsAny(i - 1, "on", "in", "onto") && scan.IsAny(i, "two", "three") && scan.Is(i + 1, W.Different) && TopologyAt(i + 2, out alone) is { } apart)
            return new DomainItem(at, alone, false, apart);
        var across = i > at && scan.IsAny(i - 1, "across", "over", "among", "between");
        while (scan.IsAny(i, "a", "the", "all", "any", "one", "of", "at", "least", "more", "than", "two", "three", "separate", "its", "as", "many", "several", "multiple", "available") && !scan.Is(i, W.Same) && !scan.Is(i, W.Different)) i++;
        var same = scan.Len(i, W.Same);
        var different = scan.Len(i, W.Different);
        if (same > 0 || different > 0)
        {
            var k = i + Math.Max(same, different);
            while (scan.IsAny(k, "physical", "compute", "worker", "kubernetes", "single") && TopologyAt(k, out _) is null) k++;
            if (TopologyAt(k, out var end) is not { } topology) return null;
            if (same > 0 && different == 0)
            {
                // "the same node as patient-db": the preposition goes with the domain.
                if (scan.IsAny(end, "as", "with")) end++;
                return new DomainItem(at, end, true, topology);
            }

            if (scan.IsAny(end, "than", "from")) end++;
            return new DomainItem(at, end, false, topology);
        }

        if (scan.IsAny(at, "one", "single", "each", "a") || scan.IsAny(at, "per"))
        {
            var k = at;
            while (scan.IsAny(k, "one", "a", "single", "copy", "replica", "pod", "instance", "of", "it", "each", "only", "on", "every")) k++;
            if (scan.Is(k, "per") && TopologyAt(k + 1, out var end) is { } per) return new DomainItem(at, end, false, per);
            return null;
        }

        if (across && TopologyAt(i, out var stop) is { } spread && !scan.IsAny(stop, "in", "with", "run", "operated") && scan.Tokens[stop - 1].Text.EndsWith('s')) return new DomainItem(at, stop, false, spread);
        return null;
    }

    private Topology? TopologyAt(int at, out int end)
    {
        end = at;
        if (scan.NameLength(at) > 0) return null;
        if (scan.Is(at, "one") && scan.Is(at - 1, "same"))
        {
            end = at + 1;
            return Topology.Node;
        }

        if (scan.Len(at, W.ZoneNoun) is > 0 and var zone)
        {
            end = at + zone;
            return Topology.Zone;
        }

        if (scan.Len(at, W.RegionNoun) is > 0 and var region)
        {
            end = at + region;
            return Topology.Region;
        }

        if (scan.Len(at, W.NodeNoun) is > 0 and var node)
        {
            end = at + node;
            return Topology.Node;
        }

        return null;
    }

    private Item? Metric(int at)
    {
        (W Class, ObjectiveMetric Metric)[] kinds = [(W.Ttft, ObjectiveMetric.Ttft), (W.FirstTokenVerb, ObjectiveMetric.Ttft), (W.Tpot, ObjectiveMetric.Tpot), (W.E2E, ObjectiveMetric.E2E), (W.Throughput, ObjectiveMetric.Throughput)];
        var i = at;
        while (scan.IsAny(i, "its", "the", "a", "their", "an", "of")) i++;
        var best = 0;
        ObjectiveMetric metric = default;
        foreach (var (kind, m) in kinds)
        {
            if (scan.Len(i, kind) is var length && length > best) (best, metric) = (length, m);
        }

        // "latency between a and b" is the network's.
        if (best > 0 && scan.IsAny(i + best, "between", "from") && metric is ObjectiveMetric.E2E or ObjectiveMetric.Throughput) return null;
        return best == 0 ? null : new MetricItem(at, i + best, metric);
    }

    // "from the backup team", "for the compliance desk": who asks, not who is bound.
    private FillerItem? Party(int at, int to)
    {
        if (!scan.IsAny(at, "from", "by", "for", "to")) return null;
        var i = at + 1;
        while (scan.IsAny(i, "the", "our", "my", "your")) i++;
        for (var k = i; k < Math.Min(to, i + 4); k++)
        {
            if (scan.IsAny(k, "team", "department", "desk", "office", "colleagues", "folks", "crew", "people") && k > i && scan.EntitiesAt(k).All(e => e.Entity is not Naming.ValueEntity)) return new FillerItem(at, k + 1);
            if (scan.Tokens[k].Kind != TokenKind.Word || scan.Is(k, W.Modal)) return null;
        }

        return null;
    }

    private ReasonItem? Reason(int at, int to)
    {
        var length = scan.Len(at, W.Reason);
        if (length == 0) return null;
        var end = at + length;
        var strong = false;
        while (end < to && !scan.IsAny(end, ",", ";", "\u2013", ":"))
        {
            strong |= scan.Is(end, W.Modal) || scan.Is(end, W.Not) || scan.Is(end, W.No);
            end++;
        }

        // A reason that itself says what must not be may be the rule.
        if (strong && Enumerable.Range(at + length, end - at - length).Any(i => scan.NameLength(i) > 0 || scan.Territory(i, out _) is not null))
            throw new Puzzle($"Is '{scan.Raw(at, end)}' only the reason, or a rule of its own? Please state each rule by itself.", [], null);
        return new ReasonItem(at, end);
    }

    private FillerItem? Light(int at)
    {
        if (scan.Tokens[at].Kind == TokenKind.Mark && scan.IsAny(at, "(", ")", "[", "]", "\"", "'", "*", "!", ".", "?", "/", "`", "#", "\u2022", "...", ">", "_", "|", "=")) return new FillerItem(at, at + 1);
        if (Array.IndexOf(Prepositions, scan.Tokens[at].Text) >= 0 || Array.IndexOf(Away, scan.Tokens[at].Text) >= 0 && !scan.IsAny(at, "outside", "without", "excluding")) return new FillerItem(at, at + 1);
        if (scan.Len(at, W.Det) is > 0 and var det) return new FillerItem(at, at + det);
        if (scan.Len(at, W.Have) is > 0 and var have) return new FillerItem(at, at + have);
        if (scan.Is(at, "s") && scan.IsAny(at - 1, "'")) return new FillerItem(at, at + 1);
        // Nouns that only name what was named: "the traffic of patient-db database".
        if (at > 0 && scan.Len(at, W.DataNoun) is > 0 and var data && scan.CompoundEnd(at) == at + data) return new FillerItem(at, at + data);
        if (scan.Len(at, W.PathNoun) is > 0 and var path && scan.CompoundEnd(at) == at + path) return new FillerItem(at, at + path);
        if (scan.IsAny(at, "out", "than", "anywhere", "everywhere", "elsewhere", "away", "up", "down", "placement", "another", "level", "go", "service", "them", "one", "each", "allowed", "way", "direction", "use", "whether", "how")) return new FillerItem(at, at + 1);
        return null;
    }
}

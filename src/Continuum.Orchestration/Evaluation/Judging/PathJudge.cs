using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Judges how packets travel, and that those which may not travel do not.</summary>
internal sealed class PathJudge(Site site, Placements placements, Fabric fabric)
{
    public IEnumerable<string> Violations(Expectation expect) =>
        expect.Paths.SelectMany(Path).Concat(expect.Isolated.SelectMany(p => Isolated(p.A, p.B, expect.OneWay))).Distinct();

    private IEnumerable<string> Path(ExpectedPath path)
    {
        foreach (var (from, to) in Pairs(path.From, path.To))
        {
            if (from == to)
            {
                if (path.Through.Count > 0) yield return $"{path.From} and {path.To} may both be on {from.Name}, where nothing passes {string.Join(", ", path.Through)}";
                continue;
            }

            foreach (var packet in Packets(from, to, path.Traffic))
            {
                foreach (var violation in Walk(path, from, to, packet, path.Through)) yield return violation;
                foreach (var violation in Walk(path, to, from, PacketClasses.Answer(packet), [.. path.Through.Reverse()])) yield return violation;
            }
        }
    }

    private IEnumerable<string> Walk(ExpectedPath path, Node from, Node to, WalkedPacket packet, IReadOnlyList<string> through)
    {
        var walk = fabric.Send(from, packet);
        var what = $"{path.From}-{path.To}, {from.Name} to {to.Name} ({packet})";
        if (walk.DeliveredTo != to.Name) yield return $"{what}: does not arrive, {walk.End}";
        foreach (var name in walk.Switches.Where(path.Forbidden.Contains).Distinct()) yield return $"{what}: crosses {name}";
        foreach (var link in walk.Links.Where(l => path.Forbidden.Contains(l.Name) || path.Forbidden.Contains(l.ReverseName)).Distinct()) yield return $"{what}: crosses {link.Name}";
        if (!IsInOrder(through, walk.Switches)) yield return $"{what}: goes {string.Join(", ", walk.Switches)} and not through {string.Join(", ", through)} in that order";
        if (path.MaxLatencyMs is not { } bound) yield break;
        if (walk.Links.FirstOrDefault(l => l.LatencyMs is null) is { } unknown) yield return $"{what}: crosses {unknown.Name}, whose latency is unknown";
        else if (walk.Links.Sum(l => l.LatencyMs ?? 0) is var sum && sum > bound + 1e-9) yield return $"{what}: takes {sum:0.###} ms where {bound:0.###} ms are allowed";
    }

    private IEnumerable<string> Isolated(string a, string b, bool oneWay)
    {
        foreach (var (from, to) in Pairs(a, b))
        {
            if (from == to)
            {
                yield return $"{a} and {b} may both be on {from.Name}, where nothing keeps them apart";
                continue;
            }

            foreach (var packet in Packets(from, to, null))
            {
                if (fabric.Send(from, packet).DeliveredTo is { } reached) yield return $"{a} to {b}, {from.Name} to {to.Name} ({packet}): arrives at {reached}";
                var back = fabric.Send(to, PacketClasses.Answer(packet));
                if (!oneWay && back.DeliveredTo is not null) yield return $"{b} to {a}, {to.Name} to {from.Name} ({packet}): arrives at {back.DeliveredTo}";
                if (oneWay && back.DeliveredTo != from.Name) yield return $"{b} to {a}, {to.Name} to {from.Name} ({packet}): does not arrive, {back.End}";
            }
        }
    }

    // Of one service: the transfers inside its pipeline. Of one workload: its replicas.
    private IEnumerable<(Node From, Node To)> Pairs(string a, string b)
    {
        if (a == b && site.Services.Any(s => s.Name == a))
        {
            return from pair in TransferJudge.TransfersOf(a, site, placements)
                   from node in site.Nodes
                   where node.Name == pair.From
                   from other in site.Nodes
                   where other.Name == pair.To
                   select (node, other);
        }

        return from left in placements.NodesOf(a)
               from right in placements.NodesOf(b)
               where placements.CanBe(a, left, b, right) && !(a == b && left == right)
               select (left, right);
    }

    private IEnumerable<WalkedPacket> Packets(Node from, Node to, Core.Policies.TrafficClass? traffic) =>
        PacketClasses.Between(from.Attach?.Ip ?? default, to.Attach?.Ip ?? default, traffic, fabric.Ports);

    private static bool IsInOrder(IReadOnlyList<string> through, IReadOnlyList<string> walked)
    {
        var next = 0;
        foreach (var name in walked)
        {
            if (next < through.Count && name == through[next]) next++;
        }

        return next == through.Count;
    }
}

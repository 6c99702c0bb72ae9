using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Judges how pods stand to each other.</summary>
internal static class ArrangementJudge
{
    public static IEnumerable<string> Violations(Expectation expect, Placements placements) =>
        expect.Spread.SelectMany(s => Spread(s, placements))
            .Concat(expect.Colocate.SelectMany(g => Pairs(g).SelectMany(p => Colocated(p.A, p.B, placements))))
            .Concat(expect.Separate.SelectMany(g => Pairs(g).SelectMany(p => Separated(p.A, p.B, placements))));

    private static IEnumerable<string> Spread(ExpectedSpread spread, Placements placements)
    {
        var key = spread.Topology switch
        {
            Topology.Zone => "topology.kubernetes.io/zone",
            Topology.Region => "topology.kubernetes.io/region",
            _ => "kubernetes.io/hostname",
        };
        if (placements.ManifestOf(spread.Workload) is not { } manifest)
        {
            yield return $"{spread.Workload} has no manifest, so that nothing spreads it";
            yield break;
        }

        var own = manifest.Workload.Namespace;
        if (!manifest.AntiAffinity.Concat(manifest.Spread).Any(t => t.TopologyKey == key && t.IsAbout(own, manifest.PodLabels)))
            yield return $"{spread.Workload} is not required to spread over {key}";
        var domains = placements.NodesOf(spread.Workload).Select(n => placements.DomainOf(n, key)).OfType<string>().Distinct().Count();
        if (domains < manifest.Workload.Replicas) yield return $"{spread.Workload} has {manifest.Workload.Replicas} replicas and is admitted to {domains} domains of {key}";
    }

    private static IEnumerable<string> Colocated(string a, string b, Placements placements)
    {
        var possible = Possible(a, b, placements).ToList();
        if (possible.Count == 0) yield return $"{a} and {b} can be nowhere at the same time";
        foreach (var (left, right) in possible.Where(p => p.A != p.B).Take(1)) yield return $"{a} may be on {left.Name} while {b} is on {right.Name}";
    }

    private static IEnumerable<string> Separated(string a, string b, Placements placements)
    {
        var possible = Possible(a, b, placements).ToList();
        if (possible.Count == 0) yield return $"{a} and {b} can be nowhere at the same time";
        foreach (var (node, _) in possible.Where(p => p.A == p.B).Take(1)) yield return $"{a} and {b} may both be on {node.Name}";
    }

    private static IEnumerable<(Node A, Node B)> Possible(string a, string b, Placements placements) =>
        from left in placements.NodesOf(a)
        from right in placements.NodesOf(b)
        where placements.CanBe(a, left, b, right)
        select (left, right);

    private static IEnumerable<(string A, string B)> Pairs(IReadOnlyList<string> names) =>
        names.SelectMany((a, i) => names.Skip(i + 1).Select(b => (a, b)));
}

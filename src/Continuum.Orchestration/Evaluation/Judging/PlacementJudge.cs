namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Judges where workloads and services are admitted.</summary>
internal static class PlacementJudge
{
    public static IEnumerable<string> Violations(Expectation expect, Placements placements)
    {
        foreach (var (workload, allowed) in expect.Placement)
        {
            if (placements.ManifestOf(workload) is null) yield return $"{workload} has no manifest, so that nothing keeps it where it is";
            else foreach (var violation in Outside(workload, placements, allowed)) yield return violation;
        }

        foreach (var (service, allowed) in expect.Service)
        {
            if (placements.LayoutOf(service) is null) yield return $"{service} has no layout";
            else foreach (var violation in Outside(service, placements, allowed)) yield return violation;
        }
    }

    private static IEnumerable<string> Outside(string subject, Placements placements, IReadOnlyList<string> allowed)
    {
        var nodes = placements.NodesOf(subject);
        if (nodes.Count == 0) yield return $"{subject} is admitted nowhere";
        foreach (var node in nodes.Where(n => !allowed.Contains(n.Name))) yield return $"{subject} is admitted to {node.Name}, which is not allowed";
    }
}

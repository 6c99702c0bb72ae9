using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>Admitted nodes, where workloads end, arrangements and capacity.</summary>
internal static class PlacementChecks
{
    public static IEnumerable<Check> Of(PlannedState state)
    {
        foreach (var group in state.Hard.Where(r => r.Rule is PlacementRule))
        {
            var rule = (PlacementRule)group.Rule;
            foreach (var workload in rule.Subjects.Of(state.Site).OfType<Workload>())
            {
                if (rule.Nodes is not null)
                {
                    yield return Satisfiable(state, group, rule.Nodes, workload);
                    yield return Ends(state, group, rule.Nodes, workload);
                }
            }

            if (rule.Arrangement is not null) yield return ArrangementChecks.Of(state, group, rule);
        }

        foreach (var manifest in state.Plan.Kubernetes) yield return Agrees(state, manifest);
        yield return CapacitySuffices(state);
    }

    private static Check Satisfiable(PlannedState state, BoundRule bound, LabelExpression nodes, Workload workload)
    {
        var admitted = state.NodesOf(workload);
        var subject = $"{workload.Name}: {RuleText.Of(bound)}";
        if (!state.Plan.Kubernetes.Any(m => m.Subject == workload.Name)) return new Check("placement-satisfiable", false, subject, $"the plan has no manifest for {workload.Name}");
        if (admitted.Count == 0) return new Check("placement-satisfiable", false, subject, $"the manifest of {workload.Name} admits no node");
        return admitted.FirstOrDefault(n => !nodes.Admits(n)) is { } off
            ? new Check("placement-satisfiable", false, subject, $"the manifest admits {off.Name}, which is not {RuleText.Of(nodes)}") { Trail = [off.Name] }
            : new Check("placement-satisfiable", true, subject, $"admits {string.Join(", ", admitted.Select(n => n.Name))}");
    }

    private static Check Ends(PlannedState state, BoundRule bound, LabelExpression nodes, Workload workload)
    {
        var subject = $"{workload.Name}: {RuleText.Of(bound)}";
        if (!state.Plan.Placement.TryGetValue(workload.Name, out var name) || !state.NodesByName.TryGetValue(name, out var node)) return new Check("workload-on-allowed-node", false, subject, $"{workload.Name} has no node");
        // Without a move it stays, and affinity alone moves nothing.
        var arrives = name == workload.Node || state.Plan.Moves.Any(m => m.Subject == workload.Name && m.To == name);
        var ok = nodes.Admits(node) && arrives && state.NodesOf(workload).Contains(node);
        return new Check("workload-on-allowed-node", ok, subject, ok ? $"ends on {name}" : !arrives ? $"{workload.Name} is to be on {name}, but no move takes it there" : $"ends on {name}, which is not admitted") { Trail = ok ? [] : [name] };
    }

    // What is shown to people must be what the cluster will evaluate.
    private static Check Agrees(PlannedState state, Manifest manifest)
    {
        var admitted = NodeSelectorEvaluation.Admitted(manifest, state.Site).Select(n => n.Name).ToList();
        var told = state.Plan.Admitted.GetValueOrDefault(manifest.Subject) ?? [];
        var stands = state.Plan.Placement.GetValueOrDefault(manifest.Subject);
        var ok = admitted.Count > 0 && admitted.SequenceEqual(told) && (stands is null || admitted.Contains(stands));
        return new Check("manifest-admits", ok, manifest.Subject, ok
            ? $"the node selector admits {string.Join(", ", admitted)}"
            : $"the node selector admits {Join(admitted)}, the plan says {Join(told)}, and {manifest.Subject} is to stand on {stands ?? "no node"}");
    }

    private static Check CapacitySuffices(PlannedState state)
    {
        var replicas = state.Site.Workloads.SelectMany(w => Spots(state, w).Select(n => (w, n))).ToLookup(p => p.n, p => p.w, StringComparer.Ordinal);
        var gaining = state.Plan.Moves.Where(m => state.Site.Workloads.Any(w => w.Name == m.Subject)).Select(m => m.To).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in gaining)
        {
            if (!state.NodesByName.TryGetValue(name, out var node)) return new Check("capacity-suffices", false, name, $"{name} is not a node of the site");
            var (cpu, memory) = (replicas[name].Sum(w => w.Requests.Cpu), replicas[name].Sum(w => w.Requests.MemoryGiB));
            if (cpu > node.Capacity.Cpu + 1e-9 || memory > node.Capacity.MemoryGiB + 1e-9) return new Check("capacity-suffices", false, name, string.Create(CultureInfo.InvariantCulture, $"{name} would hold {cpu} cores and {memory} GiB of {node.Capacity.Cpu} and {node.Capacity.MemoryGiB}")) { Trail = [name] };
        }

        return new Check("capacity-suffices", true, gaining.Count == 0 ? "nothing moves" : string.Join(", ", gaining), gaining.Count == 0 ? "no node gains a workload" : "requests stay within capacity on every node that gains a workload");
    }

    /// <summary>The node of every replica of a workload with the plan in place.</summary>
    public static IReadOnlyList<string> Spots(PlannedState state, Workload workload)
    {
        if (!state.Plan.Placement.TryGetValue(workload.Name, out var primary)) return [];
        var moved = state.Plan.Moves.Where(m => m.Subject == workload.Name).Select(m => m.To).ToList();
        var spots = moved.Prepend(primary).Distinct(StringComparer.Ordinal).ToList();
        return spots.Count == 1 ? [.. Enumerable.Repeat(primary, workload.Replicas)] : spots;
    }

    private static string Join(IReadOnlyList<string> names) => names.Count == 0 ? "no node" : string.Join(", ", names);
}

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
        if (!state.Plan.Placement.TryGetValue(workload.Name, out var name) || !state.NodesByName.ContainsKey(name)) return new Check("workload-on-allowed-node", false, subject, $"{workload.Name} has no node");
        // Without a move it stays, and affinity alone moves nothing.
        var places = state.Plan.NodesOf(workload.Name);
        foreach (var place in places.Prepend(name))
        {
            if (!workload.StandsOn.Contains(place) && !state.Plan.Moves.Any(m => m.Subject == workload.Name && m.To == place)) return new Check("workload-on-allowed-node", false, subject, $"{workload.Name} is to be on {place}, but no move takes it there") { Trail = [place] };
            if (!state.NodesByName.TryGetValue(place, out var there) || !nodes.Admits(there) || !state.NodesOf(workload).Contains(there)) return new Check("workload-on-allowed-node", false, subject, $"ends on {place}, which is not admitted") { Trail = [place] };
        }

        return new Check("workload-on-allowed-node", true, subject, $"ends on {string.Join(", ", places)}");
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
        var nodes = state.Plan.NodesOf(workload.Name);
        return nodes.Count == 0 ? [] : [.. Enumerable.Repeat(nodes[0], workload.Replicas - nodes.Count + 1), .. nodes.Skip(1)];
    }

    private static string Join(IReadOnlyList<string> names) => names.Count == 0 ? "no node" : string.Join(", ", names);
}

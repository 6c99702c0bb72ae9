using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>Takes nodes away that arrangements rule out, whatever else is decided.</summary>
internal static class ArrangementFilter
{
    /// <exception cref="CompileFaultException">An arrangement cannot be met.</exception>
    public static void Apply(Draft draft)
    {
        foreach (var group in draft.Placement.Groups.Where(g => g.Source.Rule.IsHard))
        {
            if (group.Kind == Arrangement.Colocate) Colocate(draft, group);
            else Separate(draft, group);
        }

        foreach (var (x, y) in draft.Placement.Apart)
        {
            ServicesApart(draft, x, y);
            KeepOff(draft, x, y);
            KeepOff(draft, y, x);
        }

        foreach (var binding in draft.Placement.Bindings.Where(b => b.IsBound)) Spread(draft, binding);
    }

    private static void Colocate(Draft draft, ArrangedGroup group)
    {
        HashSet<string>? common = null;
        foreach (var member in group.Members.Where(m => draft.NodesOf(m).Count > 0))
        {
            var domains = draft.NodesOf(member).Select(n => TopologyDomains.Of(draft.Site.Nodes[n], group.Topology)).OfType<string>().ToHashSet(StringComparer.Ordinal);
            Known(draft, group, member);
            // A service has all its parts where they are, not a choice of places.
            if (!draft.Nodes.ContainsKey(member) && domains.Count > 1) throw CompileFaultException.Of("arrangement-holds", member, $"the parts of {member} lie in {string.Join(", ", domains.Order())}, so {RuleText.Of(group.Source)} cannot hold");
            common = common is null ? domains : [.. common.Intersect(domains)];
        }

        if (common is null) return;
        if (common.Count == 0) throw CompileFaultException.Of("arrangement-holds", string.Join(", ", group.Members), $"no {group.Topology.ToString().ToLowerInvariant()} admits all of {string.Join(", ", group.Members)}: {string.Join("; ", group.Members.Select(m => $"{m} may stand on {Names(draft, m)}"))}");
        foreach (var member in group.Members.Where(draft.Nodes.ContainsKey))
        {
            draft.Nodes[member] = [.. draft.Nodes[member].Where(n => TopologyDomains.Of(draft.Site.Nodes[n], group.Topology) is { } d && common.Contains(d))];
        }
    }

    private static void Separate(Draft draft, ArrangedGroup group)
    {
        var services = group.Members.Where(m => !draft.Nodes.ContainsKey(m)).ToList();
        foreach (var service in services)
        {
            Known(draft, group, service);
            var taken = draft.NodesOf(service).Select(n => TopologyDomains.Of(draft.Site.Nodes[n], group.Topology)).ToHashSet();
            foreach (var other in services.Where(s => string.CompareOrdinal(s, service) > 0))
            {
                if (draft.NodesOf(other).Any(n => taken.Contains(TopologyDomains.Of(draft.Site.Nodes[n], group.Topology)))) throw CompileFaultException.Of("arrangement-holds", $"{service}, {other}", $"{service} and {other} share a {group.Topology.ToString().ToLowerInvariant()}, against {RuleText.Of(group.Source)}");
            }

            foreach (var member in group.Members.Where(draft.Nodes.ContainsKey))
            {
                Narrow(draft, member, n => !taken.Contains(TopologyDomains.Of(draft.Site.Nodes[n], group.Topology)), $"{RuleText.Of(group.Source)}, and {service} is there");
            }
        }
    }

    private static void ServicesApart(Draft draft, string x, string y)
    {
        if (draft.Nodes.ContainsKey(x) || draft.Nodes.ContainsKey(y)) return;
        var shared = draft.NodesOf(x).Intersect(draft.NodesOf(y)).Select(n => draft.Site.Nodes[n].Name).FirstOrDefault();
        if (shared is not null) throw CompileFaultException.Of("workloads-apart", $"{x}, {y}", $"{x} and {y} both use {shared}, where no switch can part them", [shared]);
    }

    private static void Known(Draft draft, ArrangedGroup group, string service)
    {
        if (draft.Nodes.ContainsKey(service)) return;
        var unknown = draft.NodesOf(service).Select(n => draft.Site.Nodes[n]).FirstOrDefault(n => TopologyDomains.Of(n, group.Topology) is null);
        if (unknown is not null) throw CompileFaultException.Of("arrangement-holds", service, $"{unknown.Name}, which {service} uses, does not say its {group.Topology.ToString().ToLowerInvariant()}, as {RuleText.Of(group.Source)} needs", [unknown.Name]);
    }

    // Isolation or a waypoint between a workload and a service: the workload keeps off the service's nodes.
    private static void KeepOff(Draft draft, string workload, string service)
    {
        if (!draft.Nodes.TryGetValue(workload, out var nodes) || nodes.Count == 0 || draft.Nodes.ContainsKey(service)) return;
        var taken = draft.NodesOf(service);
        Narrow(draft, workload, n => !taken.Contains(n), $"packets between {workload} and {service} must cross the fabric, and {service} is there");
    }

    private static void Spread(Draft draft, WorkloadBinding binding)
    {
        foreach (var topology in binding.Spreads)
        {
            var domains = draft.Nodes[binding.Name].Select(n => TopologyDomains.Of(draft.Site.Nodes[n], topology)).OfType<string>().Distinct().Count();
            if (domains < binding.Workload.Replicas) throw CompileFaultException.Of("arrangement-holds", binding.Name, $"{binding.Name} has {binding.Workload.Replicas} replicas for {domains} {topology.ToString().ToLowerInvariant()}(s) among {Names(draft, binding.Name)}");
        }
    }

    private static void Narrow(Draft draft, string workload, Func<int, bool> keep, string why)
    {
        var nodes = draft.Nodes[workload];
        if (nodes.Count == 0) return;
        draft.Nodes[workload] = [.. nodes.Where(keep)];
        if (draft.Nodes[workload].Count == 0) throw new PartingNeededException(workload, new Core.Plans.Check("arrangement-holds", false, workload, $"{workload} has no node left of {string.Join(", ", nodes.Select(n => draft.Site.Nodes[n].Name))}: {why}"));
    }

    private static string Names(Draft draft, string member) => draft.NodesOf(member) is { Count: > 0 } nodes ? string.Join(", ", nodes.Select(n => draft.Site.Nodes[n].Name)) : "no node";
}

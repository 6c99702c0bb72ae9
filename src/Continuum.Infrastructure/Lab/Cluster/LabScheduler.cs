using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Lab.Cluster;

/// <summary>Chooses nodes for pods as a small Kubernetes scheduler would. It keeps the replicas of a workload together unless a manifest spreads them.</summary>
internal sealed class LabScheduler(Site site, IReadOnlyDictionary<string, string> manifests)
{
    private readonly Dictionary<string, PodRules> rules = site.Workloads.ToDictionary(w => w.Name, w => PodRules.Parse(manifests.GetValueOrDefault(w.Name)), StringComparer.Ordinal);

    /// <summary>The emptiest node that may take the workload, or null.</summary>
    public Node? Choose(Workload workload) => Best(n => WhyNot(workload, n, workload.Replicas) is null && KeepsPodRules(workload, n));

    /// <summary>The emptiest node that may take one replica while the others stay where they are, or null.</summary>
    public Node? ChooseReplica(Workload workload, IReadOnlyList<string> others) =>
        Best(n => !others.Contains(n.Name) && WhyNot(workload, n, 1) is null && KeepsPodRules(workload, n) && KeepsSpread(workload, n, others));

    /// <summary>Why the node cannot take the workload's pods; null when it can.</summary>
    public string? WhyNot(Workload workload, Node node, int replicas)
    {
        if (!node.Ready) return $"{node.Name} is down";
        if (!node.Schedulable) return $"{node.Name} is cordoned and takes nothing new";
        if (!rules[workload.Name].Admits(node)) return $"the node affinity of {workload.Name} does not admit {node.Name}";
        var (cpu, memory) = Free(node, workload);
        var (needCpu, needMemory) = (workload.Requests.Cpu * replicas, workload.Requests.MemoryGiB * replicas);
        if (needCpu > cpu + 1e-9) return FormattableString.Invariant($"{node.Name} has {cpu:0.##} CPU free and {workload.Name} requests {needCpu:0.##}");
        return needMemory > memory + 1e-9 ? FormattableString.Invariant($"{node.Name} has {memory:0.##} GiB of memory free and {workload.Name} requests {needMemory:0.##}") : null;
    }

    private bool KeepsPodRules(Workload workload, Node node)
    {
        var own = rules[workload.Name];
        var others = site.Workloads.Where(w => w.Name != workload.Name && w.Node is not null).ToList();
        foreach (var other in others)
        {
            // Anti-affinity binds both ways: also the terms of those that are there already.
            var theirs = rules[other.Name];
            if (own.Apart.Any(t => t.Selects(workload.Namespace, other, theirs.PodLabels(other)) && SameDomain(t.TopologyKey, node, other))) return false;
            if (theirs.Apart.Any(t => t.Selects(other.Namespace, workload, own.PodLabels(workload)) && SameDomain(t.TopologyKey, node, other))) return false;
        }

        // A term that selects the pod itself holds while nobody else is there: else the first pod would wait forever.
        return own.Together.All(t =>
            others.Where(o => t.Selects(workload.Namespace, o, rules[o.Name].PodLabels(o))).ToList() is var partners
            && (partners.Count == 0 ? t.Selects(workload.Namespace, workload, own.PodLabels(workload)) : partners.Any(o => SameDomain(t.TopologyKey, node, o))));
    }

    private bool SameDomain(string key, Node node, Workload other) =>
        other.StandsOn.Any(n => SameDomain(key, node, n));

    private bool SameDomain(string key, Node node, string other) =>
        site.FindNode(other) is { } theirs
        && NodeLabels.Of(node).TryGetValue(key, out var here)
        && NodeLabels.Of(theirs).TryGetValue(key, out var there)
        && here.SequenceEqual(there);

    // A skew of one over domains that hold a replica each leaves only the empty ones.
    private bool KeepsSpread(Workload workload, Node node, IReadOnlyList<string> others) =>
        rules[workload.Name].SpreadOver.All(k => NodeLabels.Of(node).ContainsKey(k) && !others.Any(o => SameDomain(k, node, o)));

    private Node? Best(Func<Node, bool> may) => site.Nodes.Where(may).OrderBy(Share).ThenBy(n => n.Name, StringComparer.Ordinal).FirstOrDefault();

    private (double Cpu, double MemoryGiB) Free(Node node, Workload except)
    {
        var there = site.Workloads.Where(w => w.Name != except.Name).Select(w => (w.Requests, Replicas: w.ReplicasOn(node.Name))).ToList();
        return (node.Capacity.Cpu - there.Sum(w => w.Requests.Cpu * w.Replicas), node.Capacity.MemoryGiB - there.Sum(w => w.Requests.MemoryGiB * w.Replicas));
    }

    private double Share(Node node) =>
        site.Workloads.Sum(w => w.Requests.Cpu * w.ReplicasOn(node.Name)) / Math.Max(0.001, node.Capacity.Cpu);
}

using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Proof;

/// <summary>Where pods, heads and stages are, against what the rules ask of nodes.</summary>
internal static class PlacementProof
{
    public static IEnumerable<EvidenceItem> Of(Rule rule, Plan plan, Readback read, Plant plant) => rule switch
    {
        PlacementRule placement => Placement(placement, plan, read, plant),
        ServiceRule { Nodes: { } nodes } service => service.Services.Of(read.Site).OfType<Service>().Select(s => Stages(s, nodes, service.Parts, read, plant.Serving.Name)),
        _ => [],
    };

    /// <summary>Whether the manifests in force are those of the plan and no others.</summary>
    public static IEnumerable<EvidenceItem> Manifests(Plan plan, Readback read, string source)
    {
        var wanted = plan.Kubernetes.ToDictionary(m => m.Subject, StringComparer.Ordinal);
        foreach (var state in read.Cluster.Workloads)
        {
            var asked = wanted.GetValueOrDefault(state.Name);
            if (asked is null && state.Applied is null) continue;
            var same = asked is not null && state.Applied is not null && JsonNode.DeepEquals(asked.Body, state.Applied.Body);
            yield return new EvidenceItem(
                "manifest", state.Name, asked is null ? "no manifest of ours" : "the manifest of the plan", state.Applied is null ? "none" : same ? "as planned" : "another", same || (asked is null && state.Applied is null), read.Cluster.At, source)
            {
                About = [state.Name],
            };
        }
    }

    private static IEnumerable<EvidenceItem> Placement(PlacementRule rule, Plan plan, Readback read, Plant plant)
    {
        var subjects = rule.Subjects.Of(read.Site);
        foreach (var subject in subjects)
        {
            if (subject is Service service)
            {
                if (rule.Nodes is { } asked) yield return Stages(service, asked, ServiceParts.All, read, plant.Serving.Name);
                continue;
            }

            var nodes = read.NodesOf(subject);
            var admitted = plan.Admitted.GetValueOrDefault(subject.Name);
            var bad = nodes.Where(n => (admitted is not null && !admitted.Contains(n)) || (rule.Nodes is { } e && (read.Site.FindNode(n) is not { } node || !e.Admits(node)))).ToList();
            yield return new EvidenceItem(
                "pod-node",
                subject.Name,
                admitted is null ? "a node that the rule admits" : $"one of {string.Join(", ", admitted)}",
                nodes.Count == 0 ? "nowhere" : string.Join(", ", nodes),
                nodes.Count > 0 && bad.Count == 0,
                read.Cluster.At,
                plant.Cluster.Name)
            {
                About = [subject.Name],
            };
        }

        if (rule.Arrangement is { } arrangement) yield return Arranged(arrangement, rule.Topology, subjects, read, plant.Cluster.Name);
        foreach (var item in Manifests(plan, read, plant.Cluster.Name).Where(i => subjects.Any(s => s.Name == i.Subject))) yield return item;
    }

    private static EvidenceItem Stages(Service service, LabelExpression asked, ServiceParts parts, Readback read, string source)
    {
        var layout = read.Services.FirstOrDefault(s => s.Name == service.Name)?.Layout ?? new PipelineLayout(service.Name, service.Head, service.Stages);
        var bad = new List<string>();
        if (parts.HasFlag(ServiceParts.Head) && !Admits(layout.Head)) bad.Add($"head on {layout.Head}");
        if (parts.HasFlag(ServiceParts.Stages)) bad.AddRange(layout.Stages.Where(s => !Admits(s.Node)).Select(s => $"layers {s.Layers} on {s.Node}"));
        return new EvidenceItem(
            "stage-location",
            service.Name,
            parts == ServiceParts.Head ? "head on a node that the rule admits" : parts == ServiceParts.Stages ? "stages on nodes that the rule admits" : "head and stages on nodes that the rule admits",
            bad.Count > 0 ? string.Join("; ", bad) : $"head on {layout.Head}, stages {string.Join(", ", layout.Stages.Select(s => $"{s.Layers} on {s.Node}"))}",
            bad.Count == 0,
            read.Fabric.At,
            source)
        {
            About = [service.Name],
        };

        bool Admits(string name) => read.Site.FindNode(name) is { } node && asked.Admits(node);
    }

    private static EvidenceItem Arranged(Arrangement arrangement, Topology topology, IReadOnlyList<ISubject> subjects, Readback read, string source)
    {
        var places = subjects.Select(s => (Subject: s, Domains: read.NodesOf(s).Select(n => DomainOf(n, topology, read.Site)).ToList())).ToList();
        var all = places.SelectMany(p => p.Domains).ToList();
        var holds = arrangement switch
        {
            Arrangement.Colocate => all.All(d => d is not null) && all.Distinct().Count() <= 1,
            Arrangement.Separate => all.All(d => d is not null) && places.Sum(p => p.Domains.Distinct().Count()) == all.Distinct().Count(),
            _ => all.All(d => d is not null) && places.All(p => p.Subject is not Workload w || p.Domains.Distinct().Count() >= w.Replicas),
        };
        return new EvidenceItem(
            "arrangement",
            string.Join(", ", subjects.Select(s => s.Name)),
            arrangement switch { Arrangement.Colocate => $"one {Word(topology)}", Arrangement.Separate => $"no two on one {Word(topology)}", _ => $"replicas on different {Word(topology)}s" },
            string.Join("; ", places.Select(p => $"{p.Subject.Name} on {string.Join(", ", p.Domains.Select(d => d ?? $"a node without {Word(topology)}"))}")),
            holds,
            read.Cluster.At,
            source)
        {
            About = [.. subjects.Select(s => s.Name)],
        };
    }

    private static string? DomainOf(string node, Topology topology, Site site) => topology switch
    {
        Topology.Node => node,
        Topology.Zone => site.FindNode(node)?.ValuesOf(LabelKeys.Zone).FirstOrDefault(),
        _ => site.FindNode(node)?.ValuesOf(LabelKeys.Region).FirstOrDefault(),
    };

    private static string Word(Topology topology) => topology switch { Topology.Node => "node", Topology.Zone => "zone", _ => "region" };
}

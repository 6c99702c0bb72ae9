using System.Text.Json.Nodes;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Where a plan lets workloads and services be, read off its manifests and layouts.</summary>
internal sealed class Placements
{
    private readonly Site _site;
    private readonly Dictionary<string, WorkloadManifest> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<Node>> _admitted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Layout> _layouts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _labels;

    public Placements(Site site, Artefacts artefacts)
    {
        _site = site;
        _labels = site.Nodes.ToDictionary(n => n.Name, NodeLabels.Of, StringComparer.Ordinal);
        foreach (var body in artefacts.Kubernetes) ReadManifest(body);
        foreach (var pipeline in artefacts.Pipelines) ReadLayout(pipeline);
    }

    public WorkloadManifest? ManifestOf(string workload) => _manifests.GetValueOrDefault(workload);

    public Layout? LayoutOf(string service) => _layouts.GetValueOrDefault(service);

    /// <summary>The nodes of a subject: those its manifest or layout admits, else those it stands on.</summary>
    public IReadOnlyList<Node> NodesOf(string subject)
    {
        if (_admitted.TryGetValue(subject, out var admitted)) return admitted;
        if (_layouts.TryGetValue(subject, out var layout)) return Named(layout.Nodes);
        return Named(_site.Workloads.FirstOrDefault(w => w.Name == subject) is { } workload ? workload.StandsOn
            : _site.Services.FirstOrDefault(s => s.Name == subject) is { } service ? service.Stages.Select(s => s.Node).Prepend(service.Head)
            : []);
    }

    /// <summary>Whether a pod of a on one node and a pod of b on the other can be at the same time, as far as pod affinity and anti-affinity say.</summary>
    public bool CanBe(string a, Node onA, string b, Node onB)
    {
        var (left, right) = (ManifestOf(a), ManifestOf(b));
        var (leftPod, rightPod) = (PodOf(a), PodOf(b));
        if (leftPod is null || rightPod is null) return true;
        return Allows(left, rightPod.Value, onA, onB) && Allows(right, leftPod.Value, onB, onA);
    }

    /// <summary>The domains of a topology among the nodes; null for a node without the label.</summary>
    public string? DomainOf(Node node, string topologyKey) => _labels[node.Name].GetValueOrDefault(topologyKey);

    private bool Allows(WorkloadManifest? manifest, (string Namespace, IReadOnlyDictionary<string, string> Labels) other, Node own, Node theirs)
    {
        if (manifest is null) return true;
        bool SameDomain(PodTerm term) => DomainOf(own, term.TopologyKey) is { } domain && domain == DomainOf(theirs, term.TopologyKey);
        return !manifest.AntiAffinity.Any(t => t.IsAbout(other.Namespace, other.Labels) && SameDomain(t))
            && manifest.Affinity.Where(t => t.IsAbout(other.Namespace, other.Labels)).All(SameDomain);
    }

    private (string Namespace, IReadOnlyDictionary<string, string> Labels)? PodOf(string subject)
    {
        if (_manifests.TryGetValue(subject, out var manifest)) return (manifest.Workload.Namespace, manifest.PodLabels);
        return _site.Workloads.FirstOrDefault(w => w.Name == subject) is { } workload ? (workload.Namespace, workload.Labels) : null;
    }

    private IReadOnlyList<Node> Named(IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return [.. _site.Nodes.Where(n => wanted.Contains(n.Name))];
    }

    private void ReadManifest(JsonNode? body)
    {
        var (name, @namespace) = (Json.Text(Json.Find(body, "metadata", "name"), "metadata.name"), Json.Text(Json.Find(body, "metadata", "namespace"), "metadata.namespace"));
        var workload = _site.Workloads.FirstOrDefault(w => w.Name == name && w.Namespace == @namespace)
            ?? throw new ArtefactException($"a manifest is for {@namespace}/{name}, which the site does not have");
        if (!_manifests.TryAdd(name, new WorkloadManifest(workload, body!))) throw new ArtefactException($"two manifests are for {name}");
        _admitted[name] = [.. _site.Nodes.Where(_manifests[name].Admits)];
    }

    private void ReadLayout(JsonNode? json)
    {
        var layout = Layout.Read(json);
        var service = _site.Services.FirstOrDefault(s => s.Name == layout.Service) ?? throw new ArtefactException($"a pipeline is for {layout.Service}, which the site does not have");
        foreach (var node in layout.Nodes.Where(n => _site.Nodes.All(known => known.Name != n))) throw new ArtefactException($"the pipeline of {layout.Service} is on {node}, which the site does not have");
        if (service.Stages.Count > 0 && layout.Layers != service.Stages[^1].Layers.Last + 1)
            throw new ArtefactException($"the pipeline of {layout.Service} holds {layout.Layers} layers of {service.Stages[^1].Layers.Last + 1}");
        if (!_layouts.TryAdd(layout.Service, layout)) throw new ArtefactException($"two pipelines are for {layout.Service}");
    }
}

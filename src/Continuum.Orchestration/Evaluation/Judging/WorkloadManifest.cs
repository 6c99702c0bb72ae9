using System.Text.Json.Nodes;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>A manifest as the scheduler would read it.</summary>
internal sealed class WorkloadManifest
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private readonly JsonNode? _pod;

    public WorkloadManifest(Workload workload, JsonNode body)
    {
        Workload = workload;
        Expect(body, ["apiVersion"], "apps/v1");
        Expect(body, ["kind"], workload.Kind);
        Expect(body, ["metadata", "name"], workload.Name);
        Expect(body, ["metadata", "namespace"], workload.Namespace);
        _pod = Json.Find(body, "spec", "template", "spec");
        Affinity = PodTerms("podAffinity");
        AntiAffinity = PodTerms("podAntiAffinity");
        Spread = [.. Json.List(Json.Find(_pod, "topologySpreadConstraints"), "topologySpreadConstraints")
            .Where(c => Json.Text(Json.Find(c, "whenUnsatisfiable"), "whenUnsatisfiable") == "DoNotSchedule")
            .Select(c => new PodTerm(Json.Text(Json.Find(c, "topologyKey"), "topologyKey"), Json.Find(c, "labelSelector"), [workload.Namespace]))];
        PodLabels = Labels(workload, Json.Find(body, "spec", "template", "metadata", "labels"));
    }

    public Workload Workload { get; }

    /// <summary>Labels of its pods: those of the site and those that the manifest adds.</summary>
    public IReadOnlyDictionary<string, string> PodLabels { get; }

    public IReadOnlyList<PodTerm> Affinity { get; }

    public IReadOnlyList<PodTerm> AntiAffinity { get; }

    public IReadOnlyList<PodTerm> Spread { get; }

    /// <summary>Whether the required node affinity and the node selector admit the node.</summary>
    public bool Admits(Node node)
    {
        var labels = NodeLabels.Of(node);
        if (Json.Find(_pod, "nodeSelector") is JsonObject exact && !exact.All(l => labels.TryGetValue(l.Key, out var value) && value == Json.Text(l.Value, l.Key))) return false;
        if (Json.Find(_pod, "nodeName") is { } name && Json.Text(name, "nodeName") != node.Name) return false;
        if (Json.Find(_pod, "affinity", "nodeAffinity", Required) is not { } required) return true;
        var terms = Json.List(Json.Find(required, "nodeSelectorTerms"), "nodeSelectorTerms");
        if (terms.Count == 0) throw new ArtefactException("nodeSelectorTerms is empty");
        // Every term is read, also after one that holds: one that is refused refuses the manifest.
        return terms.Select(t => Holds(t, node.Name, labels)).ToList().Contains(true);
    }

    // A term without a requirement selects nothing.
    private static bool Holds(JsonNode term, string nodeName, IReadOnlyDictionary<string, string> labels)
    {
        var expressions = Json.List(Json.Find(term, "matchExpressions"), "matchExpressions");
        var fields = Json.List(Json.Find(term, "matchFields"), "matchFields");
        var name = new Dictionary<string, string>(StringComparer.Ordinal) { ["metadata.name"] = nodeName };
        foreach (var field in fields)
        {
            if (Json.Text(Json.Find(field, "key"), "key of matchFields") != "metadata.name") throw new ArtefactException("matchFields knows metadata.name alone");
            if (Json.Text(Json.Find(field, "operator"), "operator of matchFields") is not ("In" or "NotIn")) throw new ArtefactException("matchFields knows In and NotIn alone");
            if (Json.List(Json.Find(field, "values"), "values of matchFields").Count != 1) throw new ArtefactException("matchFields takes exactly one value");
        }

        var holds = expressions.Select(e => Requirement.Holds(e, labels)).Concat(fields.Select(f => Requirement.Holds(f, name))).ToList();
        return holds.Count > 0 && !holds.Contains(false);
    }

    private IReadOnlyList<PodTerm> PodTerms(string kind) =>
    [
        .. Json.List(Json.Find(_pod, "affinity", kind, Required), kind).Select(t => new PodTerm(
            Json.Text(Json.Find(t, "topologyKey"), "topologyKey"),
            Json.Find(t, "labelSelector"),
            // Without namespaces and selector it is the pod's own; an empty selector is every namespace.
            Json.Find(t, "namespaceSelector") is not null ? null : Json.Find(t, "namespaces") is { } names ? Json.Texts(names, "namespaces") : [Workload.Namespace])),
    ];

    private static void Expect(JsonNode body, string[] path, string value)
    {
        var found = Json.Text(Json.Find(body, path), string.Join('.', path));
        if (found != value) throw new ArtefactException($"{string.Join('.', path)} is '{found}' where '{value}' belongs");
    }

    private static Dictionary<string, string> Labels(Workload workload, JsonNode? added)
    {
        var labels = new Dictionary<string, string>(workload.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in added as JsonObject ?? []) labels[key] = Json.Text(value, key);
        return labels;
    }
}

/// <summary>A required term on other pods. Namespaces null means all.</summary>
internal sealed record PodTerm(string TopologyKey, JsonNode? Selector, IReadOnlyList<string>? Namespaces)
{
    /// <summary>Whether the term is about pods with those labels in that namespace.</summary>
    public bool IsAbout(string @namespace, IReadOnlyDictionary<string, string> podLabels) =>
        (Namespaces is null || Namespaces.Contains(@namespace)) && Requirement.Selects(Selector, podLabels);
}

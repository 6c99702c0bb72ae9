using System.Text.Json;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Lab.Cluster;

/// <summary>One requirement of a selector.</summary>
internal sealed record Requirement(string Key, string Op, IReadOnlyList<string> Values);

/// <summary>One term of a required node affinity: all of its requirements must hold, and an empty one holds nowhere.</summary>
internal sealed record NodeTerm(IReadOnlyList<Requirement> Labels, IReadOnlyList<Requirement> Fields);

/// <summary>One term of a required pod affinity or anti-affinity.</summary>
internal sealed record PodTerm(IReadOnlyList<Requirement> Labels, IReadOnlyList<string> Namespaces, string TopologyKey)
{
    /// <summary>Whether the term means pods of that workload.</summary>
    public bool Selects(string ownNamespace, Workload other, IReadOnlyDictionary<string, string> podLabels) =>
        (Namespaces.Count == 0 ? other.Namespace == ownNamespace : Namespaces.Contains(other.Namespace))
        && Labels.All(r => NodeLabels.Satisfies(podLabels.TryGetValue(r.Key, out var value) ? [value] : null, r.Op, r.Values));
}

/// <summary>What a manifest asks of the scheduler: required terms only, since only those forbid anything. SpreadOver holds topology keys.</summary>
internal sealed record PodRules(
    IReadOnlyList<NodeTerm>? Nodes, IReadOnlyList<Requirement> NodeSelector, IReadOnlyList<PodTerm> Together, IReadOnlyList<PodTerm> Apart,
    IReadOnlyDictionary<string, string> AddedLabels, IReadOnlyList<string> SpreadOver)
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";

    public static readonly PodRules None = new(null, [], [], [], Empty.Labels, []);

    /// <summary>Reads a manifest; null is none.</summary>
    /// <exception cref="JsonException">It is not a manifest of a workload.</exception>
    public static PodRules Parse(string? manifest)
    {
        if (manifest is null) return None;
        using var document = JsonDocument.Parse(manifest);
        if (Find(document.RootElement, "spec", "template") is not { } template) return None;
        var affinity = Find(template, "spec", "affinity");
        return new PodRules(
            Find(affinity, "nodeAffinity", Required, "nodeSelectorTerms") is { } terms ? [.. terms.EnumerateArray().Select(NodeTermOf)] : null,
            Find(template, "spec", "nodeSelector") is { } selector ? [.. Pairs(selector).Select(p => new Requirement(p.Key, "In", [p.Value]))] : [],
            PodTerms(Find(affinity, "podAffinity", Required)),
            PodTerms(Find(affinity, "podAntiAffinity", Required)),
            Find(template, "metadata", "labels") is { } labels ? Pairs(labels).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal) : Empty.Labels,
            Find(template, "spec", "topologySpreadConstraints") is { } spread
                ? [.. spread.EnumerateArray().Where(c => c.GetProperty("whenUnsatisfiable").GetString() == "DoNotSchedule").Select(c => c.GetProperty("topologyKey").GetString()!)]
                : []);
    }

    /// <summary>Whether node affinity and selector let a pod be scheduled to the node.</summary>
    public bool Admits(Node node)
    {
        var labels = NodeLabels.Of(node);
        return NodeSelector.All(r => Holds(r, labels)) && (Nodes is null || Nodes.Any(t => Holds(t, node, labels)));
    }

    /// <summary>Labels of the workload's pods.</summary>
    public IReadOnlyDictionary<string, string> PodLabels(Workload workload)
    {
        if (AddedLabels.Count == 0) return workload.Labels;
        var all = new Dictionary<string, string>(workload.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in AddedLabels) all[key] = value;
        return all;
    }

    private static bool Holds(NodeTerm term, Node node, IReadOnlyDictionary<string, IReadOnlyList<string>> labels) =>
        term.Labels.Count + term.Fields.Count > 0
        && term.Labels.All(r => Holds(r, labels))
        && term.Fields.All(r => r.Key == "metadata.name" && NodeLabels.Satisfies([node.Name], r.Op, r.Values));

    private static bool Holds(Requirement requirement, IReadOnlyDictionary<string, IReadOnlyList<string>> labels) =>
        NodeLabels.Satisfies(labels.GetValueOrDefault(requirement.Key), requirement.Op, requirement.Values);

    private static NodeTerm NodeTermOf(JsonElement term) => new(Requirements(Find(term, "matchExpressions")), Requirements(Find(term, "matchFields")));

    private static IReadOnlyList<PodTerm> PodTerms(JsonElement? terms) => terms is not { } found ? [] :
    [
        .. found.EnumerateArray().Select(t => new PodTerm(
            [
                .. Requirements(Find(t, "labelSelector", "matchExpressions")),
                .. Find(t, "labelSelector", "matchLabels") is { } labels ? Pairs(labels).Select(p => new Requirement(p.Key, "In", [p.Value])) : [],
            ],
            Find(t, "namespaces") is { } namespaces ? Texts(namespaces) : [],
            t.GetProperty("topologyKey").GetString()!)),
    ];

    private static IReadOnlyList<Requirement> Requirements(JsonElement? list) => list is not { } found ? [] :
    [
        .. found.EnumerateArray().Select(r => new Requirement(
            r.GetProperty("key").GetString()!, r.GetProperty("operator").GetString()!, Find(r, "values") is { } values ? Texts(values) : [])),
    ];

    private static IEnumerable<(string Key, string Value)> Pairs(JsonElement element) => element.EnumerateObject().Select(p => (p.Name, p.Value.GetString() ?? ""));

    private static IReadOnlyList<string> Texts(JsonElement element) => [.. element.EnumerateArray().Select(v => v.ToString())];

    private static JsonElement? Find(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } found || !found.TryGetProperty(name, out var next) || next.ValueKind == JsonValueKind.Null) return null;
            element = next;
        }

        return element;
    }
}

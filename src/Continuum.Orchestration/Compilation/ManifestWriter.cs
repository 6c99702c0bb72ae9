using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Writes server-side-apply patches: only what rules ask, so that everything else stays its owner's.</summary>
internal sealed class ManifestWriter(Site site, IReadOnlyList<ArrangedGroup> groups, IReadOnlyCollection<(string X, string Y)> apart)
{
    private readonly PodSelectors _selectors = new(site);

    public Manifest Write(WorkloadBinding binding)
    {
        var workload = binding.Workload;
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var affinity = new JsonObject();
        if (Nodes(binding) is { Count: > 0 } nodes) affinity["nodeAffinity"] = nodes;
        if (Pods(workload, Arrangement.Colocate, labels) is { Count: > 0 } together) affinity["podAffinity"] = together;
        if (Pods(workload, Arrangement.Separate, labels) is { Count: > 0 } apartFrom) affinity["podAntiAffinity"] = apartFrom;
        var spec = new JsonObject { ["affinity"] = affinity };
        if (Spread(binding, labels) is { Count: > 0 } spread) spec["topologySpreadConstraints"] = spread;
        // Another workload's term may select this one by a label that its template lacks.
        if (NeedsOwnLabel(workload)) labels[PodSelectors.OwnKey] = workload.Name;
        var template = new JsonObject();
        if (labels.Count > 0) template["metadata"] = new JsonObject { ["labels"] = new JsonObject(labels.Select(l => KeyValuePair.Create(l.Key, (JsonNode?)l.Value))) };
        template["spec"] = spec;
        return new Manifest(workload.Name, new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = workload.Kind,
            ["metadata"] = new JsonObject { ["name"] = workload.Name, ["namespace"] = workload.Namespace },
            ["spec"] = new JsonObject { ["template"] = template },
        });
    }

    private JsonObject Nodes(WorkloadBinding binding)
    {
        var result = new JsonObject();
        if (NodeAffinity.Required(site, binding.Condition, [.. binding.Nodes.Select(i => site.Nodes[i])]) is { } terms)
        {
            result["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject { ["nodeSelectorTerms"] = terms };
        }

        var preferred = new JsonArray();
        foreach (var preference in binding.Preferences)
        {
            var wanted = site.Nodes.Where(preference.Nodes.Admits).ToList();
            foreach (var term in NodeAffinity.Required(site, preference.Nodes, wanted) ?? [])
            {
                preferred.Add(new JsonObject { ["weight"] = preference.Weight, ["preference"] = term!.DeepClone() });
            }
        }

        if (preferred.Count > 0) result["preferredDuringSchedulingIgnoredDuringExecution"] = preferred;
        return result;
    }

    private JsonObject Pods(Workload workload, Arrangement kind, SortedDictionary<string, string> labels)
    {
        var required = new JsonArray();
        var preferred = new JsonArray();
        foreach (var group in groups.Where(g => g.Kind == kind && g.Members.Contains(workload.Name)))
        {
            // Together, the workload's own pods are among those selected: else the first pod would wait for another forever.
            var members = Workloads(group.Members).Where(w => kind == Arrangement.Colocate || w.Name != workload.Name).ToList();
            if (members.Count <= (kind == Arrangement.Colocate ? 1 : 0)) continue;
            var terms = kind == Arrangement.Colocate ? [Term(workload, _selectors.OfGroup(members), members, group.Topology)] : Terms(workload, members, group.Topology);
            if (kind == Arrangement.Colocate) AddOwn(_selectors.OfGroup(members), workload, labels);
            foreach (var term in terms)
            {
                if (group.Source.Rule.PreferredPriority is { } weight) preferred.Add(new JsonObject { ["weight"] = Math.Clamp(weight, 1, 100), ["podAffinityTerm"] = term });
                else required.Add(term);
            }
        }

        if (kind == Arrangement.Separate)
        {
            var others = Workloads(apart.Where(p => p.X == workload.Name || p.Y == workload.Name).Select(p => p.X == workload.Name ? p.Y : p.X)).ToList();
            foreach (var term in Terms(workload, others, Topology.Node)) required.Add(term);
        }

        var result = new JsonObject();
        if (required.Count > 0) result["requiredDuringSchedulingIgnoredDuringExecution"] = required;
        if (preferred.Count > 0) result["preferredDuringSchedulingIgnoredDuringExecution"] = preferred;
        return result;
    }

    private IEnumerable<JsonObject> Terms(Workload workload, IReadOnlyList<Workload> others, Topology topology) =>
        others.Select(o => (Workload: o, Label: _selectors.Of(o)))
            .GroupBy(o => o.Label.Key, StringComparer.Ordinal)
            .Select(g => Term(workload, [.. g.Select(o => o.Label)], [.. g.Select(o => o.Workload)], topology));

    private static JsonObject Term(Workload workload, IReadOnlyList<PodLabel> labels, IReadOnlyList<Workload> selected, Topology topology)
    {
        var term = new JsonObject { ["labelSelector"] = Selector(labels) };
        // Without namespaces a term looks at the pod's own namespace only.
        var namespaces = selected.Select(w => w.Namespace).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (namespaces is not [var only] || only != workload.Namespace) term["namespaces"] = new JsonArray([.. namespaces.Select(n => (JsonNode)JsonValue.Create(n))]);
        term["topologyKey"] = LabelKeys.ToKubernetes(TopologyDomains.Key(topology));
        return term;
    }

    private JsonArray Spread(WorkloadBinding binding, SortedDictionary<string, string> labels)
    {
        var result = new JsonArray();
        foreach (var topology in binding.Spreads.Order())
        {
            var label = _selectors.Of(binding.Workload);
            AddOwn([label], binding.Workload, labels);
            var constraint = new JsonObject
            {
                ["maxSkew"] = 1,
                ["topologyKey"] = LabelKeys.ToKubernetes(TopologyDomains.Key(topology)),
                ["whenUnsatisfiable"] = "DoNotSchedule",
                ["labelSelector"] = Selector([label]),
            };
            // Count the pods of one revision only, or a rollout ends as uneven as the pods it replaced stood.
            if (binding.Workload.Kind == "Deployment") constraint["matchLabelKeys"] = new JsonArray("pod-template-hash");
            result.Add(constraint);
        }

        return result;
    }

    private static JsonObject Selector(IReadOnlyList<PodLabel> labels) => new()
    {
        ["matchExpressions"] = new JsonArray(new JsonObject
        {
            ["key"] = labels[0].Key,
            ["operator"] = "In",
            ["values"] = new JsonArray([.. labels.Select(l => (JsonNode)JsonValue.Create(l.Value))]),
        }),
    };

    private static void AddOwn(IReadOnlyList<PodLabel> used, Workload workload, SortedDictionary<string, string> labels)
    {
        if (used.Any(l => l.Added && l.Value == workload.Name)) labels[PodSelectors.OwnKey] = workload.Name;
    }

    private bool NeedsOwnLabel(Workload workload) =>
        _selectors.Of(workload).Added
        && (groups.Any(g => g.Members.Contains(workload.Name)) || apart.Any(p => p.X == workload.Name || p.Y == workload.Name));

    private IEnumerable<Workload> Workloads(IEnumerable<string> names) => names.Select(n => site.Workloads.FirstOrDefault(w => w.Name == n)).OfType<Workload>();
}

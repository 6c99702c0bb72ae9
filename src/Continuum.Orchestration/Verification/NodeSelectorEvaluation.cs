using System.Globalization;
using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Verification;

/// <summary>
/// The nodes that a manifest's required node affinity admits, evaluated the way the Kubernetes scheduler does over node
/// labels: terms ORed, requirements ANDed, an empty term matches nothing, NotIn passes where the key is absent.
/// </summary>
public static class NodeSelectorEvaluation
{
    /// <summary>The nodes admitted, in the order of the site.</summary>
    public static IReadOnlyList<Node> Admitted(Manifest manifest, Site site)
    {
        var required = manifest.Body["spec"]?["template"]?["spec"]?["affinity"]?["nodeAffinity"]?["requiredDuringSchedulingIgnoredDuringExecution"];
        if (required is null) return site.Nodes;
        var terms = required["nodeSelectorTerms"]?.AsArray() ?? [];
        return [.. site.Nodes.Where(n => LabelsOf(n) is var labels && terms.Any(t => Matches(t!, n, labels)))];
    }

    /// <summary>The labels that a node of the site carries in Kubernetes.</summary>
    public static IReadOnlyDictionary<string, string> LabelsOf(Node node)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [LabelKeys.ToKubernetes(LabelKeys.Name)] = node.Name,
            [LabelKeys.ToKubernetes(LabelKeys.Tier)] = TierNames.ToText(node.Tier),
        };
        foreach (var (key, value) in node.Labels) labels[LabelKeys.ToKubernetes(key)] = value;
        foreach (var key in new[] { LabelKeys.GpuModel, LabelKeys.GpuMemory, LabelKeys.GpuCount })
        {
            if (node.ValuesOf(key) is [var value, ..]) labels[LabelKeys.ToKubernetes(key)] = value;
        }

        return labels;
    }

    private static bool Matches(JsonNode term, Node node, IReadOnlyDictionary<string, string> labels)
    {
        var expressions = term["matchExpressions"]?.AsArray() ?? [];
        var fields = term["matchFields"]?.AsArray() ?? [];
        return expressions.Count + fields.Count > 0
            && expressions.All(e => Holds(e!, labels.TryGetValue(Key(e!), out var value) ? value : null))
            && fields.All(f => Holds(f!, Key(f!) == "metadata.name" ? node.Name : null));
    }

    private static string Key(JsonNode requirement) => requirement["key"]?.GetValue<string>() ?? "";

    private static bool Holds(JsonNode requirement, string? value)
    {
        var values = (requirement["values"]?.AsArray() ?? []).Select(v => v!.GetValue<string>()).ToList();
        return requirement["operator"]?.GetValue<string>() switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            "Gt" => Compare(value, values) > 0,
            "Lt" => Compare(value, values) < 0,
            _ => false,
        };
    }

    private static int Compare(string? value, List<string> values) =>
        values.Count == 1
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : 0;
}

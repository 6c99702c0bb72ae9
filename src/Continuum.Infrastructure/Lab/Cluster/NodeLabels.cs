using System.Globalization;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Lab.Cluster;

/// <summary>A node's labels as Kubernetes shows them.</summary>
internal static class NodeLabels
{
    public const string Hostname = "kubernetes.io/hostname";

    /// <summary>Values by full key; a key that the node lacks is absent. GPUs of two models give two values.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(Node node)
    {
        var labels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [Hostname] = [node.Name],
            [LabelKeys.RestrictedPrefix + LabelKeys.Tier] = [TierNames.ToText(node.Tier)],
        };
        foreach (var (key, value) in node.Labels) labels[LabelKeys.ToKubernetes(key)] = [value];
        foreach (var key in (string[])[LabelKeys.GpuModel, LabelKeys.GpuMemory, LabelKeys.GpuCount])
        {
            if (node.ValuesOf(key) is { Count: > 0 } values) labels[LabelKeys.ToKubernetes(key)] = values;
        }

        return labels;
    }

    /// <summary>A requirement of a node selector or label selector, as Kubernetes evaluates it: NotIn holds where the key is absent.</summary>
    public static bool Satisfies(IReadOnlyList<string>? found, string op, IReadOnlyList<string> values) => op switch
    {
        "In" => found is not null && found.Any(values.Contains),
        "NotIn" => found is null || !found.Any(values.Contains),
        "Exists" => found is not null,
        "DoesNotExist" => found is null,
        "Gt" => Compare(found, values) is > 0,
        "Lt" => Compare(found, values) is < 0,
        _ => false,
    };

    private static int? Compare(IReadOnlyList<string>? found, IReadOnlyList<string> values) =>
        found is [var left] && values is [var right]
        && long.TryParse(left, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a)
        && long.TryParse(right, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : null;
}

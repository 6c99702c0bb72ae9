using System.Globalization;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>The labels that a node carries in Kubernetes, derived from the site file as its format says.</summary>
internal static class NodeLabels
{
    public static IReadOnlyDictionary<string, string> Of(Node node)
    {
        const string Restricted = "continuum.node-restriction.kubernetes.io/";
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.Labels)
        {
            labels[key switch
            {
                "region" => "topology.kubernetes.io/region",
                "zone" => "topology.kubernetes.io/zone",
                _ when key.Contains('/', StringComparison.Ordinal) => key,
                _ => Restricted + key,
            }] = value;
        }

        labels["kubernetes.io/hostname"] = node.Name;
        labels[Restricted + "tier"] = node.Tier switch { Tier.Cloud => "cloud", Tier.Edge => "edge", _ => "far-edge" };
        if (node.Gpus.Count > 0)
        {
            labels["nvidia.com/gpu.product"] = node.Gpus[0].Model;
            labels["nvidia.com/gpu.memory"] = Math.Floor(node.Gpus.Max(g => g.MemoryGiB) * 1024).ToString("0", CultureInfo.InvariantCulture);
            labels["nvidia.com/gpu.count"] = node.Gpus.Sum(g => g.Count).ToString(CultureInfo.InvariantCulture);
        }

        return labels;
    }
}

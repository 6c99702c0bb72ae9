using Continuum.Core.Sites;

namespace Dashboard.Components.Map;

/// <summary>What stands on which node, in words.</summary>
public static class NodeHoldings
{
    /// <summary>By node: services with their layers first, then workloads.</summary>
    public static ILookup<string, string> Of(Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var services = site.Services.SelectMany(s => s.Stages.Select(g => (g.Node, Text: $"{s.Name} {g.Layers}"))
            .Concat(s.Stages.Any(g => g.Node == s.Head) ? [] : [(Node: s.Head, Text: $"{s.Name} head")]));
        var workloads = site.Workloads.SelectMany(w => w.StandsOn.Select(n => (Node: n, Text: w.Name)));
        return services.Concat(workloads).ToLookup(p => p.Node, p => p.Text, StringComparer.Ordinal);
    }
}

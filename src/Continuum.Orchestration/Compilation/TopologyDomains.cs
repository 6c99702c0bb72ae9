using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Domains that arrangements speak of.</summary>
internal static class TopologyDomains
{
    /// <summary>The domain of a node; null when it lacks the label, so that nothing can be said of it.</summary>
    public static string? Of(Node node, Topology topology) => node.ValuesOf(Key(topology)) is [var domain, ..] ? domain : null;

    /// <summary>The short label key.</summary>
    public static string Key(Topology topology) => topology switch
    {
        Topology.Zone => LabelKeys.Zone,
        Topology.Region => LabelKeys.Region,
        _ => LabelKeys.Name,
    };
}

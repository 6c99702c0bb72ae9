using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>A preferred node condition.</summary>
internal sealed record NodePreference(BoundRule Source, LabelExpression Nodes, int Weight);

/// <summary>What rules say about one workload.</summary>
internal sealed class WorkloadBinding(Workload workload)
{
    public Workload Workload { get; } = workload;

    public string Name => Workload.Name;

    /// <summary>The conjunction of all hard node conditions; null when none is asked.</summary>
    public LabelExpression? Condition { get; set; }

    public List<NodePreference> Preferences { get; } = [];

    /// <summary>Whether a placement rule selects it.</summary>
    public bool HasPlacement { get; set; }

    /// <summary>Whether a path or isolation rule names it as an end.</summary>
    public bool IsEndpoint { get; set; }

    /// <summary>Domains over which its replicas are spread.</summary>
    public List<Topology> Spreads { get; } = [];

    /// <summary>Nodes that may hold it, by index, ascending.</summary>
    public List<int> Nodes { get; set; } = [];

    /// <summary>Whether the plan says where it may stand.</summary>
    public bool IsBound => HasPlacement || IsEndpoint;
}

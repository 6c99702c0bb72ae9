using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.World;

/// <summary>What has become of the lab since its site file: enough to find the world as it was.</summary>
internal sealed record LabState
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>Version of the newest site snapshot.</summary>
    public required long Version { get; init; }

    public required IReadOnlyList<NodeFact> Nodes { get; init; }

    public required IReadOnlyList<string> SwitchesDown { get; init; }

    /// <summary>By the port of their first end, which is unique where names are not.</summary>
    public required IReadOnlyList<string> LinksDown { get; init; }

    public required IReadOnlyList<ElementLabels> Labels { get; init; }

    public required IReadOnlyList<PlacedWorkload> Placement { get; init; }

    public required IReadOnlyList<AppliedManifest> Manifests { get; init; }

    /// <summary>Entries that are not the baseline's, in the order of their installation.</summary>
    public required IReadOnlyList<FlowEntry> Flows { get; init; }

    /// <summary>Rules of the baseline that someone took away.</summary>
    public required IReadOnlyList<FlowRule> MissingBaseline { get; init; }

    public required IReadOnlyList<ServiceState> Services { get; init; }

    public required IReadOnlyList<Reconfiguration> Reconfigurations { get; init; }
}

/// <summary>The condition of a node.</summary>
internal sealed record NodeFact(string Name, bool Ready, bool Schedulable);

/// <summary>All labels of an element that no longer has those of its site file.</summary>
internal sealed record ElementLabels(LabElementKind Kind, string Name, IReadOnlyDictionary<string, string> Labels);

/// <summary>Where a workload stands; null is nowhere. Pending pods lost their node and wait for another.</summary>
internal sealed record PlacedWorkload(string Name, string? Node, bool Pending)
{
    /// <summary>Nodes of replicas that stand elsewhere.</summary>
    public IReadOnlyList<string> OtherNodes { get; init; } = [];
}

/// <summary>A manifest in force, as JSON text.</summary>
internal sealed record AppliedManifest(string Workload, string Json);

using System.Text.Json.Serialization;

namespace Continuum.Core.Policies;

/// <summary>How several pods stand to each other.</summary>
public enum Arrangement
{
    /// <summary>Replicas of each subject in different topology domains.</summary>
    Spread,

    /// <summary>All subjects in one topology domain.</summary>
    Colocate,

    /// <summary>No two subjects in one topology domain.</summary>
    Separate,
}

/// <summary>The domain that an arrangement speaks of.</summary>
public enum Topology
{
    /// <summary>The machine.</summary>
    Node,

    /// <summary>The availability zone.</summary>
    Zone,

    /// <summary>The region.</summary>
    Region,
}

/// <summary>
/// Where workloads may stand. A service that the selector reaches is bound as by a <see cref="ServiceRule"/> with the
/// same node condition.
/// </summary>
public sealed record PlacementRule : Rule
{
    /// <summary>Who is bound.</summary>
    public required Selector Subjects { get; init; }

    /// <summary>Nodes that may hold them; null when the rule only arranges.</summary>
    public LabelExpression? Nodes { get; init; }

    /// <summary>Spread, colocate, separate; null for none.</summary>
    public Arrangement? Arrangement { get; init; }

    /// <summary>Domain of the arrangement.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Topology Topology { get; init; }
}

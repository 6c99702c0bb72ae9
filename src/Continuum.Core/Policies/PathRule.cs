namespace Continuum.Core.Policies;

/// <summary>What every element on a way must satisfy. Null asks nothing.</summary>
public sealed record PathCondition
{
    /// <summary>Asked of every switch on the way. "Avoid s3" is name NotIn [s3].</summary>
    public LabelExpression? Switches { get; init; }

    /// <summary>Asked of every link on the way; a link without the key fails.</summary>
    public LabelExpression? Links { get; init; }

    /// <summary>Asked of a link on the way only when it carries one of the keys asked.</summary>
    public LabelExpression? LabelledLinks { get; init; }

    /// <summary>Asked of the nodes at both ends.</summary>
    public LabelExpression? EndNodes { get; init; }
}

/// <summary>
/// How packets between two sets of subjects travel; it binds both directions, waypoints reversed on the way back.
/// On one node it holds trivially, except for waypoints, which need the two apart.
/// </summary>
public sealed record PathRule : Rule
{
    /// <summary>One end.</summary>
    public required Selector From { get; init; }

    /// <summary>The other end.</summary>
    public required Selector To { get; init; }

    /// <summary>Which packets; null is all IPv4.</summary>
    public TrafficClass? Traffic { get; init; }

    /// <summary>What the elements on the way must satisfy.</summary>
    public PathCondition Condition { get; init; } = new();

    /// <summary>Switches to pass in this order: at each entry, one that satisfies the condition.</summary>
    public IReadOnlyList<LabelExpression> Through { get; init; } = [];

    /// <summary>Bound on the sum of link latencies one way, ms.</summary>
    public double? MaxLatencyMs { get; init; }

    /// <summary>Bound on the links between switches that are crossed.</summary>
    public int? MaxHops { get; init; }

    /// <inheritdoc/>
    public bool Equals(PathRule? other) =>
        other is not null && PreferredPriority == other.PreferredPriority && Validity == other.Validity
        && From == other.From && To == other.To && Traffic == other.Traffic && Condition == other.Condition
        && Through.SequenceEqual(other.Through) && MaxLatencyMs == other.MaxLatencyMs && MaxHops == other.MaxHops;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(From, To, Traffic, Condition, Through.Count, MaxLatencyMs, MaxHops);
}

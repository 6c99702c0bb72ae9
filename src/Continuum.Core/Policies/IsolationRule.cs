namespace Continuum.Core.Policies;

/// <summary>Two sets of subjects that may not talk.</summary>
public sealed record IsolationRule : Rule
{
    /// <summary>One side; the sender when <see cref="OneWay"/>.</summary>
    public required Selector A { get; init; }

    /// <summary>The other side; the receiver when <see cref="OneWay"/>.</summary>
    public required Selector B { get; init; }

    /// <summary>Which packets are dropped; null is all IPv4.</summary>
    public TrafficClass? Traffic { get; init; }

    /// <summary>Only packets from A to B are dropped.</summary>
    public bool OneWay { get; init; }
}

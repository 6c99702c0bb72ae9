namespace Continuum.Core.Plans;

/// <summary>Something read back from the real system, not from what was sent.</summary>
/// <param name="Kind">pod-node, flow-table, packet-walk, stage-location, counter.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Expected">What the plan says.</param>
/// <param name="Observed">What was found.</param>
/// <param name="Holds">Whether the two agree.</param>
/// <param name="At">When it was read.</param>
/// <param name="Source">The driver that was asked.</param>
public sealed record EvidenceItem(string Kind, string Subject, string Expected, string Observed, bool Holds, DateTimeOffset At, string Source)
{
    /// <summary>The rule of the intent's policy that it belongs to, counted from 0; null when it is about the whole plan.</summary>
    public int? Rule { get; init; }

    /// <summary>Names of the workloads and services it is about.</summary>
    public IReadOnlyList<string> About { get; init; } = [];
}

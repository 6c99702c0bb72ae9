using Continuum.Core.Plans;

namespace Continuum.Orchestration.Compilation;

/// <summary>
/// Priorities of compiled rules. A band belongs to the set of fields a class names, not to their number: two classes of
/// one band are equal or disjoint, so that overlapping rules never share a priority and differ.
/// </summary>
internal static class PriorityBands
{
    /// <summary>Drops of isolations, above every path rule.</summary>
    public const int Isolation = FlowPriority.PlanFloor + 100;

    /// <summary>The fail-closed drop of a class.</summary>
    public static int Drop(FlowMatch match) => FlowPriority.PlanFloor + 10 * Band(match);

    /// <summary>The forwards of a class, just above its drop.</summary>
    public static int Forward(FlowMatch match) => Drop(match) + 5;

    private static int Band(FlowMatch match) =>
        (match.Protocol, match.SourcePort, match.DestinationPort) switch
        {
            (null, _, _) => 0,
            (_, null, null) => 1,
            (_, not null, null) => 2,
            (_, null, not null) => 3,
            _ => 4,
        };
}

using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>
/// Packets between two nodes A and B, both directions: the protocol and the port at either end, null for all. A packet
/// from A to B carries A's port as its source port; one from B to A as its destination port.
/// </summary>
internal readonly record struct TrafficBox(IpProtocol? Protocol, int? PortA, int? PortB)
{
    /// <summary>The class of a rule whose receiver is B, or A.</summary>
    public static TrafficBox Of(TrafficClass? traffic, bool receiverIsB) =>
        traffic is null ? default
        : receiverIsB ? new TrafficBox(traffic.Protocol, null, traffic.Port)
        : new TrafficBox(traffic.Protocol, traffic.Port, null);

    public bool Contains(TrafficBox other) =>
        (Protocol is null || Protocol == other.Protocol)
        && (PortA is null || PortA == other.PortA)
        && (PortB is null || PortB == other.PortB);

    public TrafficBox? Intersect(TrafficBox other) =>
        Clash(Protocol, other.Protocol) || Clash(PortA, other.PortA) || Clash(PortB, other.PortB)
            ? null
            : new TrafficBox(Protocol ?? other.Protocol, PortA ?? other.PortA, PortB ?? other.PortB);

    /// <summary>The boxes and all their intersections: every packet has one smallest box, and obeys all that hold it.</summary>
    public static IReadOnlyList<TrafficBox> Close(IEnumerable<TrafficBox> boxes)
    {
        var closed = new List<TrafficBox>();
        foreach (var box in boxes.Distinct())
        {
            foreach (var known in closed.ToArray())
            {
                if (known.Intersect(box) is { } both && !closed.Contains(both)) closed.Add(both);
            }

            if (!closed.Contains(box)) closed.Add(box);
        }

        closed.Sort((x, y) => (x.Protocol ?? 0, x.PortA ?? -1, x.PortB ?? -1).CompareTo((y.Protocol ?? 0, y.PortA ?? -1, y.PortB ?? -1)));
        return closed;
    }

    private static bool Clash<T>(T? left, T? right)
        where T : struct =>
        left is { } l && right is { } r && !EqualityComparer<T>.Default.Equals(l, r);
}

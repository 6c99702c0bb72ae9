using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Enactment;

/// <summary>A class of packets between two addresses in one direction: protocol and ports, null for all.</summary>
internal readonly record struct TrafficCell(IpProtocol? Protocol, int? SourcePort, int? DestinationPort)
{
    /// <summary>How many bands <see cref="Band"/> tells apart.</summary>
    public const int Bands = 5;

    /// <summary>By the set of fields named: two cells of one band are equal or disjoint, and a cell inside another has a higher band.</summary>
    public int Band => (Protocol, SourcePort, DestinationPort) switch
    {
        (null, _, _) => 0,
        (_, null, null) => 1,
        (_, not null, null) => 2,
        (_, null, not null) => 3,
        _ => 4,
    };

    public static TrafficCell Of(FlowMatch match) => new(match.Protocol, match.SourcePort, match.DestinationPort);

    /// <summary>The cell of a rule's class in one direction.</summary>
    public static TrafficCell Of(TrafficClass? traffic, bool back) =>
        traffic is null ? default : back ? new(traffic.Protocol, traffic.Port, null) : new(traffic.Protocol, null, traffic.Port);

    public TrafficCell? Intersect(TrafficCell other) =>
        Clash(Protocol, other.Protocol) || Clash(SourcePort, other.SourcePort) || Clash(DestinationPort, other.DestinationPort)
            ? null
            : new TrafficCell(Protocol ?? other.Protocol, SourcePort ?? other.SourcePort, DestinationPort ?? other.DestinationPort);

    /// <summary>The cells, everything, and all intersections: every packet has one smallest cell.</summary>
    public static IReadOnlyList<TrafficCell> Close(IEnumerable<TrafficCell> cells)
    {
        var closed = new HashSet<TrafficCell> { default };
        foreach (var cell in cells)
        {
            foreach (var known in closed.ToArray())
            {
                if (known.Intersect(cell) is { } both) closed.Add(both);
            }
        }

        return [.. closed.OrderByDescending(c => c.Band).ThenBy(c => c.Protocol).ThenBy(c => c.SourcePort).ThenBy(c => c.DestinationPort)];
    }

    /// <summary>A packet of this cell that is in no smaller one of those given; null when the smaller ones leave nothing.</summary>
    public Packet? Representative(IPv4 source, IPv4 destination, IReadOnlyList<TrafficCell> all)
    {
        IpProtocol[] protocols = Protocol is { } p ? [p] : [IpProtocol.Icmp, IpProtocol.Tcp, IpProtocol.Udp];
        foreach (var protocol in protocols)
        {
            if (protocol == IpProtocol.Icmp)
            {
                var icmp = new Packet(source, destination, protocol, null, null);
                if (IsSmallest(icmp, all)) return icmp;
                continue;
            }

            foreach (var from in Candidates(SourcePort, all.Select(c => c.SourcePort), 49152))
            {
                foreach (var to in Candidates(DestinationPort, all.Select(c => c.DestinationPort), 33434))
                {
                    var packet = new Packet(source, destination, protocol, from, to);
                    if (IsSmallest(packet, all)) return packet;
                }
            }
        }

        return null;
    }

    public bool Holds(Packet packet) =>
        (Protocol is null || Protocol == packet.Protocol)
        && (SourcePort is null || SourcePort == packet.SourcePort)
        && (DestinationPort is null || DestinationPort == packet.DestinationPort);

    private bool IsSmallest(Packet packet, IReadOnlyList<TrafficCell> all)
    {
        var me = this;
        return Holds(packet) && !all.Any(c => c != me && c.Holds(packet) && c.Intersect(me) == c);
    }

    // A port that no cell names, unless this cell names one.
    private static IEnumerable<int> Candidates(int? named, IEnumerable<int?> taken, int from)
    {
        if (named is { } port) return [port];
        var used = taken.OfType<int>().ToHashSet();
        return [Enumerable.Range(from, used.Count + 1).First(c => !used.Contains(c))];
    }

    private static bool Clash<T>(T? left, T? right)
        where T : struct =>
        left is { } l && right is { } r && !EqualityComparer<T>.Default.Equals(l, r);
}

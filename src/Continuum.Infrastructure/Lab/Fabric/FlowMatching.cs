using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>OpenFlow matching of IPv4 packets.</summary>
internal static class FlowMatching
{
    /// <summary>Whether the packet, having arrived at the port, is one that the rule takes.</summary>
    public static bool Takes(this FlowMatch match, Packet packet, int inPort) =>
        (match.InPort is not { } port || port == inPort)
        && (match.Source is not { } source || source == packet.Source)
        && (match.Destination is not { } destination || destination == packet.Destination)
        && (match.Protocol is not { } protocol || protocol == packet.Protocol)
        && (match.SourcePort is not { } sourcePort || sourcePort == packet.SourcePort)
        && (match.DestinationPort is not { } destinationPort || destinationPort == packet.DestinationPort);

    /// <summary>Whether some packet is taken by both.</summary>
    public static bool Overlaps(this FlowMatch a, FlowMatch b) =>
        Agree(a.InPort, b.InPort) && Agree(a.Source, b.Source) && Agree(a.Destination, b.Destination) && Agree(a.Protocol, b.Protocol)
        && Agree(a.SourcePort, b.SourcePort) && Agree(a.DestinationPort, b.DestinationPort);

    /// <summary>Why a switch would refuse the rule; null when it takes it.</summary>
    public static string? Refusal(FlowRule rule)
    {
        var match = rule.Match;
        if (rule.Priority is < 0 or > ushort.MaxValue) return $"its priority {rule.Priority} is not between 0 and {ushort.MaxValue}";
        if (rule.Output is <= 0) return $"its output {rule.Output} is no port";
        if (match.InPort is <= 0) return $"its port of arrival {match.InPort} is no port";
        if (match is { SourcePort: null, DestinationPort: null }) return null;
        // A field of a protocol can be matched only where the protocol is.
        if (match.Protocol is not (IpProtocol.Tcp or IpProtocol.Udp)) return "it matches a TCP or UDP port without the protocol";
        return match.SourcePort is < 0 or > ushort.MaxValue || match.DestinationPort is < 0 or > ushort.MaxValue ? "it matches a port beyond 65535" : null;
    }

    private static bool Agree<T>(T? a, T? b)
        where T : struct => a is null || b is null || EqualityComparer<T>.Default.Equals(a.Value, b.Value);
}

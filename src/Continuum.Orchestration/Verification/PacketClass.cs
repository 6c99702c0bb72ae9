using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Verification;

/// <summary>
/// Packets that no rule tells apart, by a representative. A port of -1 is one that no rule names; protocol 255 likewise.
/// </summary>
internal readonly record struct PacketClass(int Protocol, int SourcePort, int DestinationPort)
{
    private const int OtherProtocol = 255;

    private const int OtherPort = -1;

    public PacketClass Reversed => new(Protocol, DestinationPort, SourcePort);

    /// <summary>Whether the class is of that traffic, on its way to the receiver or back.</summary>
    public bool Is(TrafficClass? traffic, bool backward) =>
        traffic is null
        || ((int)traffic.Protocol == Protocol && (traffic.Port is not { } port || (backward ? SourcePort : DestinationPort) == port));

    public bool Meets(FlowMatch match) =>
        (match.Protocol is not { } protocol || (int)protocol == Protocol)
        && (match.SourcePort is not { } source || source == SourcePort)
        && (match.DestinationPort is not { } destination || destination == DestinationPort);

    /// <summary>Every class that these matches and traffic classes tell apart.</summary>
    public static IReadOnlyList<PacketClass> Split(IEnumerable<FlowMatch> matches, IEnumerable<TrafficClass> classes)
    {
        var ports = new SortedDictionary<int, (SortedSet<int> Source, SortedSet<int> Destination)>
        {
            [(int)IpProtocol.Tcp] = ([OtherPort], [OtherPort]),
            [(int)IpProtocol.Udp] = ([OtherPort], [OtherPort]),
        };
        foreach (var match in matches)
        {
            foreach (var (protocol, sets) in ports)
            {
                if (match.Protocol is { } named && (int)named != protocol) continue;
                if (match.SourcePort is { } source) sets.Source.Add(source);
                if (match.DestinationPort is { } destination) sets.Destination.Add(destination);
            }
        }

        foreach (var traffic in classes)
        {
            if (traffic.Port is not { } port || !ports.TryGetValue((int)traffic.Protocol, out var sets)) continue;
            sets.Source.Add(port);
            sets.Destination.Add(port);
        }

        return
        [
            new PacketClass(OtherProtocol, OtherPort, OtherPort),
            new PacketClass((int)IpProtocol.Icmp, OtherPort, OtherPort),
            .. ports.SelectMany(p => p.Value.Source.SelectMany(s => p.Value.Destination.Select(d => new PacketClass(p.Key, s, d)))),
        ];
    }

    public override string ToString() => Protocol switch
    {
        (int)IpProtocol.Icmp => "ICMP",
        (int)IpProtocol.Tcp or (int)IpProtocol.Udp => string.Create(CultureInfo.InvariantCulture, $"{(Protocol == (int)IpProtocol.Tcp ? "TCP" : "UDP")} {Port(SourcePort)}->{Port(DestinationPort)}"),
        _ => "other IPv4",
    };

    private static string Port(int port) => port == OtherPort ? "*" : port.ToString(CultureInfo.InvariantCulture);
}

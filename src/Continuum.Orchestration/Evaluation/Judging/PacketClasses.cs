using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>
/// Packets that stand for all others: every protocol that rules can name and one that they cannot, with well-known
/// ports, every port that the plan speaks of, and ports that nothing speaks of, in either role.
/// </summary>
internal static class PacketClasses
{
    private static readonly int[] WellKnown = [22, 53, 80, 443, 5432, 8080];
    private const int Unused = 49_999;
    private const int Gre = 47;

    /// <summary>Packets of a class from one address to another; the class's port is the destination's.</summary>
    public static IEnumerable<WalkedPacket> Between(IPv4 from, IPv4 to, TrafficClass? traffic, IReadOnlyList<int> spoken)
    {
        var quiet = Enumerable.Range(0, spoken.Count + 1).Select(i => Unused - i).First(p => !spoken.Contains(p));
        int[] ports = [.. WellKnown.Concat(spoken).Append(quiet).Distinct()];
        foreach (var protocol in traffic is null ? [(int)IpProtocol.Icmp, (int)IpProtocol.Tcp, (int)IpProtocol.Udp, Gre] : new[] { (int)traffic.Protocol })
        {
            if (protocol is not ((int)IpProtocol.Tcp or (int)IpProtocol.Udp))
            {
                yield return new WalkedPacket(from, to, protocol, 0, 0);
            }
            else if (traffic?.Port is { } port)
            {
                yield return new WalkedPacket(from, to, protocol, quiet, port);
                yield return new WalkedPacket(from, to, protocol, 1025, port);
            }
            else
            {
                foreach (var p in ports)
                {
                    yield return new WalkedPacket(from, to, protocol, quiet, p);
                    if (p != quiet) yield return new WalkedPacket(from, to, protocol, p, quiet);
                }
            }
        }
    }

    /// <summary>The answer to a packet.</summary>
    public static WalkedPacket Answer(WalkedPacket packet) =>
        new(packet.Destination, packet.Source, packet.Protocol, packet.DestinationPort, packet.SourcePort);
}

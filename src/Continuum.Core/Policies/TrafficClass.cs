namespace Continuum.Core.Policies;

/// <summary>An IP protocol that rules can name.</summary>
public enum IpProtocol
{
    /// <summary>ICMP.</summary>
    Icmp = 1,

    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,
}

/// <summary>A class of packets; no class at all means all IPv4, ICMP included.</summary>
/// <param name="Protocol">The IP protocol.</param>
/// <param name="Port">TCP or UDP port: the destination port forward, the source port back; null for all.</param>
public sealed record TrafficClass(IpProtocol Protocol, int? Port);

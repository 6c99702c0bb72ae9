using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Core.Plans;

/// <summary>The packets that a flow rule takes; a null field is a wildcard. ETH_TYPE is always IPv4.</summary>
public sealed record FlowMatch
{
    /// <summary>Port of arrival.</summary>
    public int? InPort { get; init; }

    /// <summary>Source address, exact.</summary>
    public IPv4? Source { get; init; }

    /// <summary>Destination address, exact.</summary>
    public IPv4? Destination { get; init; }

    /// <summary>IP protocol.</summary>
    public IpProtocol? Protocol { get; init; }

    /// <summary>TCP or UDP source port.</summary>
    public int? SourcePort { get; init; }

    /// <summary>TCP or UDP destination port.</summary>
    public int? DestinationPort { get; init; }
}

/// <summary>One OpenFlow rule of table 0 on one switch.</summary>
public sealed record FlowRule
{
    /// <summary>The switch.</summary>
    public required ulong DatapathId { get; init; }

    /// <summary>Higher wins; overlapping rules of equal priority act alike.</summary>
    public required int Priority { get; init; }

    /// <summary>The packets it takes.</summary>
    public required FlowMatch Match { get; init; }

    /// <summary>Port to send to; null drops.</summary>
    public int? Output { get; init; }

    /// <summary>
    /// Marks whose rule it is: 0 for the baseline, else the id of the (lowest) intent that asks for it. Two rules that
    /// differ only here are the same rule to a switch.
    /// </summary>
    public ulong Cookie { get; init; }
}

/// <summary>Priority bands of table 0.</summary>
public static class FlowPriority
{
    /// <summary>Destination-based shortest paths between all attached nodes.</summary>
    public const int Baseline = 10;

    /// <summary>Lowest priority of compiled rules; everything a plan adds lies at or above it.</summary>
    public const int PlanFloor = 1000;
}

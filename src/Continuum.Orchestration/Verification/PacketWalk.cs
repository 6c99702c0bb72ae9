using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Verification;

/// <summary>How a walk ended.</summary>
internal enum WalkEnd
{
    /// <summary>At the node that owns the destination address.</summary>
    Delivered,

    /// <summary>At another node.</summary>
    WrongNode,

    /// <summary>Dropped by a rule.</summary>
    Dropped,

    /// <summary>No rule matched.</summary>
    NoMatch,

    /// <summary>Sent to a port with nothing behind it, back where it came from, or over what is down.</summary>
    Lost,

    /// <summary>It came back to a port of a switch where it had been.</summary>
    Loop,
}

/// <summary>Where a packet class went.</summary>
internal sealed record Walk(IReadOnlyList<Switch> Switches, IReadOnlyList<Link> Links, WalkEnd End, string Reason, FlowRule? LastRule)
{
    public bool Arrives => End == WalkEnd.Delivered;

    /// <summary>One-way latency, null when a link does not state one.</summary>
    public double? LatencyMs => Links.Any(l => l.LatencyMs is null) ? null : Links.Sum(l => l.LatencyMs!.Value);

    /// <summary>Names in order, node to node as far as it came.</summary>
    public IReadOnlyList<string> Trail(Node from, Node to) => [from.Name, .. Switches.Select(s => s.Name), .. Arrives ? [to.Name] : Array.Empty<string>()];
}

/// <summary>Follows packet classes through the tables, switch by switch.</summary>
internal static class PacketWalker
{
    public static Walk Follow(FabricMap map, FlowTables tables, Node from, Node to, PacketClass packet)
    {
        var switches = new List<Switch>();
        var links = new List<Link>();
        if (from.Attach is not { } source || to.Attach is not { } target) return new Walk(switches, links, WalkEnd.Lost, "an end has no attachment to the fabric", null);
        var (at, port) = (map.ByName[source.Switch], source.Port);
        var seen = new HashSet<(ulong, int)>();
        while (true)
        {
            if (!at.Up) return new Walk(switches, links, WalkEnd.Lost, $"{at.Name} is down", null);
            switches.Add(at);
            if (!seen.Add((at.DatapathId, port))) return new Walk(switches, links, WalkEnd.Loop, $"it came back to {at.Name} port {port}", null);
            var rule = tables.Find(at.DatapathId, port, source.Ip, target.Ip, packet);
            if (rule is null) return new Walk(switches, links, WalkEnd.NoMatch, $"no rule matches on {at.Name}", null);
            if (rule.Output is not { } output) return new Walk(switches, links, WalkEnd.Dropped, $"dropped on {at.Name} by a rule of priority {rule.Priority}", rule);
            // OpenFlow never sends a packet back to its port of arrival by a plain output.
            if (output == port) return new Walk(switches, links, WalkEnd.Lost, $"{at.Name} sends it back to port {port}, where it came from", rule);
            if (map.BehindPort(at.DatapathId, output) is not { } behind) return new Walk(switches, links, WalkEnd.Lost, $"nothing is behind port {output} of {at.Name}", rule);
            if (behind.Node is { } node)
            {
                return node.Attach!.Ip == target.Ip
                    ? new Walk(switches, links, WalkEnd.Delivered, $"delivered to {node.Name}", rule)
                    : new Walk(switches, links, WalkEnd.WrongNode, $"delivered to {node.Name} instead", rule);
            }

            if (!behind.Link!.Up) return new Walk(switches, links, WalkEnd.Lost, $"{behind.Link.Name} is down", rule);
            links.Add(behind.Link);
            (at, port) = (behind.Switch!, behind.Port);
        }
    }
}

using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>A link taken by a packet.</summary>
internal readonly record struct Crossing(int Link, bool AToB);

/// <summary>A packet's way over the tables, with the entries that took it.</summary>
internal sealed class TableWalk
{
    public List<string> Hops { get; } = [];

    public List<Crossing> Crossings { get; } = [];

    public List<TableEntry> Entries { get; } = [];

    public string? DeliveredTo { get; private set; }

    public string End { get; private set; } = "";

    /// <summary>Walks from the node that owns the source address until the packet ends somewhere.</summary>
    public static TableWalk Run(FabricMap map, IReadOnlyList<FlowTable> tables, Packet packet)
    {
        var walk = new TableWalk();
        (walk.DeliveredTo, walk.End) = walk.Follow(map, tables, packet);
        return walk;
    }

    public WalkTrace Trace(Site site) => new(Hops, [.. Crossings.Select(c => c.AToB ? site.Links[c.Link].Name : site.Links[c.Link].ReverseName)], DeliveredTo, End);

    private (string? Node, string End) Follow(FabricMap map, IReadOnlyList<FlowTable> tables, Packet packet)
    {
        var site = map.Site;
        if (map.OwnerOf(packet.Source) is not { } from) return (null, $"no node has the address {packet.Source}");
        if (!from.Ready) return (null, $"{from.Name} is down");
        if (packet.Source == packet.Destination) return (from.Name, "delivered");
        var at = map.IndexOf(from.Attach!.Switch);
        var inPort = from.Attach.Port;
        var seen = new HashSet<(int Switch, int InPort)>();
        while (true)
        {
            var name = site.Switches[at].Name;
            Hops.Add(name);
            if (!site.Switches[at].Up) return (null, $"{name} is down");
            // Nothing rewrites a packet here, so the same switch and port again means that it never ends.
            if (!seen.Add((at, inPort))) return (null, $"loop at {name}");
            if (tables[at].Lookup(packet, inPort) is not { } entry) return (null, $"no match at {name}");
            Entries.Add(entry);
            if (entry.Rule.Output is not { } output) return (null, $"dropped at {name} by a rule of priority {entry.Rule.Priority}");
            if (output == inPort) return (null, $"dropped at {name}: a rule of priority {entry.Rule.Priority} sends it back to the port {output} of its arrival");
            switch (map.At(at, output, packet.Destination))
            {
                case null:
                    return (null, $"dead port: nothing is at {name}:{output}");
                case { Node: { } node }:
                    return !node.Ready ? (null, $"dead port: {node.Name} at {name}:{output} is down")
                        : node.Attach!.Ip == packet.Destination ? (node.Name, "delivered")
                        : (node.Name, $"delivered to {node.Name}, which is not {packet.Destination}");
                case { } peer:
                    var link = site.Links[peer.Link];
                    var next = peer.FromA ? link.B : link.A;
                    if (!link.Up) return (null, $"dead port: the link at {name}:{output} is down");
                    Crossings.Add(new Crossing(peer.Link, peer.FromA));
                    (at, inPort) = (map.IndexOf(next.Switch), next.Number);
                    break;
            }
        }
    }
}

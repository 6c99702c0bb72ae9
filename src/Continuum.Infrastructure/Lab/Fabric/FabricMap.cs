using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>What a port of a switch leads to: a link, seen from one of its ends, or a node.</summary>
internal sealed record Peer(int Link, bool FromA, Node? Node);

/// <summary>The wiring of a site, by switch and port. Where several nodes share a port, the packet's destination decides.</summary>
internal sealed class FabricMap
{
    private readonly Dictionary<string, int> switchOf = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, int> datapaths = [];
    private readonly Dictionary<(int Switch, int Port), Peer> peers = [];
    private readonly Dictionary<(int Switch, int Port), List<Node>> nodesAt = [];
    private readonly Dictionary<IPv4, Node> owners = [];
    private readonly Dictionary<string, Node> nodes;

    public FabricMap(Site site)
    {
        Site = site;
        nodes = site.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        for (var i = 0; i < site.Switches.Count; i++)
        {
            switchOf[site.Switches[i].Name] = i;
            datapaths[site.Switches[i].DatapathId] = i;
        }

        for (var i = 0; i < site.Links.Count; i++)
        {
            peers[(switchOf[site.Links[i].A.Switch], site.Links[i].A.Number)] = new Peer(i, true, null);
            peers[(switchOf[site.Links[i].B.Switch], site.Links[i].B.Number)] = new Peer(i, false, null);
        }

        foreach (var node in site.Nodes)
        {
            if (node.Attach is not { } attach) continue;
            owners.TryAdd(attach.Ip, node);
            var at = (switchOf[attach.Switch], attach.Port);
            if (!nodesAt.TryGetValue(at, out var there)) nodesAt[at] = there = [];
            there.Add(node);
        }
    }

    public Site Site { get; }

    public int IndexOf(string name) => switchOf.GetValueOrDefault(name, -1);

    public int IndexOf(ulong datapathId) => datapaths.GetValueOrDefault(datapathId, -1);

    /// <summary>The node of that name, or null.</summary>
    public Node? FindNode(string name) => nodes.GetValueOrDefault(name);

    /// <summary>The switch of that name.</summary>
    public Switch SwitchNamed(string name) => Site.Switches[switchOf[name]];

    public Node? OwnerOf(IPv4 address) => owners.GetValueOrDefault(address);

    /// <summary>What is at the port, for a packet to that address; null when nothing is plugged in.</summary>
    public Peer? At(int switchIndex, int port, IPv4 destination)
    {
        if (peers.TryGetValue((switchIndex, port), out var peer)) return peer;
        if (!nodesAt.TryGetValue((switchIndex, port), out var there)) return null;
        return new Peer(-1, false, there.FirstOrDefault(n => n.Attach!.Ip == destination) ?? there[0]);
    }
}

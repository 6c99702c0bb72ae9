using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Enactment;

/// <summary>A switch crossed on a walk.</summary>
internal readonly record struct ModelHop(Switch Switch, int InPort, int OutPort);

/// <summary>Where a packet goes by the tables of the model.</summary>
internal sealed record ModelWalk(IReadOnlyList<ModelHop> Hops, IReadOnlyList<Link> Links, Node? Delivered, string End)
{
    public bool Arrives(Node at) => Delivered?.Name == at.Name;

    public bool SameWay(ModelWalk other) => Delivered?.Name == other.Delivered?.Name && Hops.SequenceEqual(other.Hops);

    public override string ToString() => $"{string.Join(" > ", Hops.Select(h => h.Switch.Name))}: {End}";
}

/// <summary>
/// Tables as a program: where would a packet go if exactly these rules were installed. Used to choose an order of steps
/// and to judge tables that were read back; no rule is changed here.
/// </summary>
internal sealed class TableModel
{
    private static readonly FlowRule[] None = [];
    private readonly Dictionary<(ulong, IPv4?, IPv4?), FlowRule[]> rules;
    private readonly Dictionary<string, Switch> switches;
    private readonly Dictionary<Port, (Port Other, Link Link)> links = [];
    private readonly Dictionary<Port, Node> hosts = [];

    public TableModel(Site site, IEnumerable<FlowRule> installed)
    {
        switches = site.Switches.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var link in site.Links)
        {
            links[link.A] = (link.B, link);
            links[link.B] = (link.A, link);
        }

        foreach (var node in site.Nodes)
        {
            if (node.Attach is { } a) hosts[new Port(a.Switch, a.Port)] = node;
        }

        rules = installed.GroupBy(r => (r.DatapathId, r.Match.Source, r.Match.Destination))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(r => r.Priority).ToArray());
    }

    public ModelWalk Walk(Node from, Packet packet)
    {
        var (hops, crossed) = (new List<ModelHop>(), new List<Link>());
        ModelWalk End(string how, Node? delivered = null) => new(hops, crossed, delivered, how);
        if (from.Attach is not { } attach) return End($"{from.Name} has no network");
        var at = new Port(attach.Switch, attach.Port);
        var seen = new HashSet<Port>();
        while (true)
        {
            var here = switches[at.Switch];
            if (!here.Up) return End($"{here.Name} is down");
            if (!seen.Add(at)) return End($"loop at {here.Name}");
            var rule = Best(here.DatapathId, at.Number, packet);
            if (rule is null) return End($"no match at {here.Name}");
            hops.Add(new ModelHop(here, at.Number, rule.Output ?? 0));
            if (rule.Output is not { } output) return End($"dropped at {here.Name} by a rule of priority {rule.Priority}");
            var port = new Port(here.Name, output);
            if (hosts.TryGetValue(port, out var node)) return End($"delivered to {node.Name}", node);
            if (!links.TryGetValue(port, out var next) || !next.Link.Up || !switches[next.Other.Switch].Up) return End($"dead port {output} at {here.Name}");
            crossed.Add(next.Link);
            at = next.Other;
        }
    }

    public static bool Takes(FlowMatch match, int inPort, Packet packet) =>
        (match.InPort is null || match.InPort == inPort)
        && (match.Source is null || match.Source == packet.Source)
        && (match.Destination is null || match.Destination == packet.Destination)
        && (match.Protocol is null || match.Protocol == packet.Protocol)
        && (match.SourcePort is null || match.SourcePort == packet.SourcePort)
        && (match.DestinationPort is null || match.DestinationPort == packet.DestinationPort);

    private FlowRule? Best(ulong datapath, int inPort, Packet packet)
    {
        FlowRule? best = null;
        Look(packet.Source, packet.Destination);
        Look(packet.Source, null);
        Look(null, packet.Destination);
        Look(null, null);
        return best;

        void Look(IPv4? source, IPv4? destination)
        {
            foreach (var rule in rules.GetValueOrDefault((datapath, source, destination), None))
            {
                if (best is not null && rule.Priority <= best.Priority) return;
                if (!Takes(rule.Match, inPort, packet)) continue;
                best = rule;
                return;
            }
        }
    }
}

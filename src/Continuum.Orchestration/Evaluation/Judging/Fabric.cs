using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Where a packet went.</summary>
/// <param name="Switches">In order.</param>
/// <param name="Links">Links crossed, in order.</param>
/// <param name="DeliveredTo">The node it reached, or null.</param>
/// <param name="End">How it ended, in words.</param>
internal sealed record Walk(IReadOnlyList<string> Switches, IReadOnlyList<Link> Links, string? DeliveredTo, string End);

/// <summary>The fabric as a plan leaves it: the plan's rules above the baseline.</summary>
internal sealed class Fabric
{
    private readonly Dictionary<string, Switch> _switches;
    private readonly Dictionary<(string Switch, int Port), (Link Link, string Switch, int Port)> _wires = [];
    private readonly Dictionary<(string Switch, int Port), Node> _machines = [];
    private readonly Dictionary<string, List<FlowEntry>> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Switch, IPv4 Destination), int> _baseline;

    public Fabric(Site site, Artefacts artefacts)
    {
        _switches = site.Switches.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var link in site.Links)
        {
            _wires[(link.A.Switch, link.A.Number)] = (link, link.B.Switch, link.B.Number);
            _wires[(link.B.Switch, link.B.Number)] = (link, link.A.Switch, link.A.Number);
        }

        foreach (var node in site.Nodes)
        {
            if (node.Attach is { } attach) _machines[(attach.Switch, attach.Port)] = node;
        }

        var nameOf = site.Switches.ToDictionary(s => $"of:{s.DatapathId:x16}", s => s.Name, StringComparer.Ordinal);
        foreach (var json in artefacts.FlowRules)
        {
            var entry = FlowEntry.Read(json);
            if (!nameOf.TryGetValue(entry.Device, out var name)) throw new ArtefactException($"a flow rule is for {entry.Device}, which is no switch of the site");
            if (!_tables.TryGetValue(name, out var table)) _tables[name] = table = [];
            table.Add(entry);
        }

        foreach (var table in _tables.Values) table.Sort((a, b) => b.Priority.CompareTo(a.Priority));
        _baseline = ShortestPaths.Of(site);
        Ports = [.. artefacts.FlowRules.Count == 0 ? [] : _tables.Values.SelectMany(t => t).SelectMany(e => new[] { e.SourcePort, e.DestinationPort }).Where(p => p > 0).Select(p => (int)p).Distinct()];
    }

    /// <summary>Transport ports that the plan's rules speak of: packets with them are treated apart from others.</summary>
    public IReadOnlyList<int> Ports { get; }

    /// <summary>Sends a packet from a node and follows it to its end.</summary>
    public Walk Send(Node from, WalkedPacket packet)
    {
        List<string> switches = [];
        List<Link> links = [];
        if (from.Attach is not { } attach) return new Walk(switches, links, null, $"{from.Name} has no network");
        var (at, inPort) = (attach.Switch, attach.Port);
        var seen = new HashSet<(string, int)>();
        while (true)
        {
            switches.Add(at);
            if (!seen.Add((at, inPort))) return new Walk(switches, links, null, $"loop at {at}");
            var output = OutputAt(at, inPort, packet, out var why);
            if (output < 0) return new Walk(switches, links, null, why);
            // A switch does not send a packet back out of the port that it came in by.
            if (output == inPort) return new Walk(switches, links, null, $"sent back to its own port {inPort} at {at}");
            if (_machines.TryGetValue((at, output), out var node)) return new Walk(switches, links, node.Name, $"delivered to {node.Name}");
            if (!_wires.TryGetValue((at, output), out var wire)) return new Walk(switches, links, null, $"sent to port {output} of {at}, where nothing is");
            links.Add(wire.Link);
            (at, inPort) = (wire.Switch, wire.Port);
        }
    }

    private int OutputAt(string at, int inPort, WalkedPacket packet, out string why)
    {
        FlowEntry? first = null;
        foreach (var entry in _tables.GetValueOrDefault(at, []))
        {
            if (first is not null && entry.Priority < first.Priority) break;
            if (!entry.Takes(packet, inPort)) continue;
            if (first is null) first = entry;
            else if (entry.Output != first.Output) throw new ArtefactException($"two rules of priority {first.Priority} at {at} take {packet} from {packet.Source} to {packet.Destination} and act differently");
        }

        why = first is null ? $"no rule at {at}" : $"dropped at {at} by a rule of priority {first.Priority}";
        return first is null ? _baseline.GetValueOrDefault((at, packet.Destination), -1) : (int)first.Output;
    }
}

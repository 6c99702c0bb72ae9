using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Compilation;

/// <summary>
/// Whether a part of a pipeline can be moved while it answers: what it sends from its old node to its new one has to
/// take a compliant way on the planned tables. Else it is started afresh and nothing is sent.
/// </summary>
internal sealed class TransferWays
{
    private readonly Site _site;
    private readonly FabricGraph _graph;
    private readonly Dictionary<(ulong, uint, uint), List<FlowRule>> _planned;
    private readonly Dictionary<(ulong, uint), int?> _baseline;
    private readonly Dictionary<(int, int), int> _hopFrom = [];

    public TransferWays(Site site, FabricGraph graph, IReadOnlyList<FlowRule> planned)
    {
        _site = site;
        _graph = graph;
        // Only rules that take a transfer's packets: TCP of any port.
        _planned = planned.Where(r => r.Match is { Protocol: null or Core.Policies.IpProtocol.Tcp, SourcePort: null, DestinationPort: null })
            .GroupBy(r => (r.DatapathId, r.Match.Source!.Value.Value, r.Match.Destination!.Value.Value))
            .ToDictionary(g => g.Key, g => g.OrderByDescending(r => r.Priority).ToList());
        _baseline = BaselineRules.Compile(site, graph).ToDictionary(r => (r.DatapathId, r.Match.Destination!.Value.Value), r => r.Output);
        for (var s = 0; s < graph.Switches.Count; s++)
        {
            foreach (var h in graph.Outgoing[s]) _hopFrom[(s, graph.Hops[h].OutPort)] = h;
        }
    }

    /// <summary>Whether packets go from one node to the other, over elements that all the asks allow.</summary>
    public bool Comply(string from, string to, IReadOnlyList<PathAsk> asks)
    {
        if (_site.FindNode(from)?.Attach is not { } source || _site.FindNode(to)?.Attach is not { } target) return asks.Count == 0;
        var constraint = new PathConstraint(_graph, [.. asks.Select(a => a.Demand)]);
        var (at, port) = (_graph.IndexOf(source.Switch), source.Port);
        for (var steps = 0; steps <= _graph.Hops.Length; steps++)
        {
            if (!_graph.Switches[at].Up || !constraint.SwitchAllowed[at]) return false;
            if (Output(at, port, source.Ip, target.Ip) is not { } output || output == port) return false;
            if (!_hopFrom.TryGetValue((at, output), out var h)) return at == _graph.IndexOf(target.Switch) && output == target.Port;
            if (!constraint.LinkAllowed[_graph.Hops[h].Link]) return false;
            (at, port) = (_graph.Hops[h].To, _graph.Hops[h].InPort);
        }

        return false;
    }

    private int? Output(int at, int port, IPv4 source, IPv4 target)
    {
        var datapath = _graph.Switches[at].DatapathId;
        if (_planned.TryGetValue((datapath, source.Value, target.Value), out var rules) && rules.Find(r => r.Match.InPort is null || r.Match.InPort == port) is { } rule) return rule.Output;
        return _baseline.TryGetValue((datapath, target.Value), out var output) ? output : null;
    }
}

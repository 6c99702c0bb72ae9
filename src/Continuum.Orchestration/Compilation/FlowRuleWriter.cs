using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Writes the flow rules of routed classes and isolations: forwards on the way, and drops on every switch.</summary>
internal sealed class FlowRuleWriter(Site site, Router router)
{
    private readonly List<(FlowKey Key, FlowRule Rule)> _rules = [];
    private readonly HashSet<(int Priority, FlowMatch Match)> _dropped = [];

    /// <summary>All rules written, by switch, priority and match; intents written first keep their cookie.</summary>
    public IReadOnlyList<FlowRule> Sorted()
    {
        _rules.Sort((x, y) => x.Key.CompareTo(y.Key));
        return [.. _rules.Select(r => r.Rule)];
    }

    public void Write(PairAsks pair, IReadOnlyList<RoutedClass> classes)
    {
        foreach (var routed in classes)
        {
            var cookie = (ulong)routed.Asks.Min(a => a.Source.IntentId);
            foreach (var aToB in new[] { true, false })
            {
                var match = Match(pair, routed.Box, aToB);
                DropEverywhere(match, PriorityBands.Drop(match), cookie);
                if (routed.Path is not null && !pair.Isolated(routed.Box, aToB)) Forward(pair, routed.Path, match, aToB, cookie);
            }
        }

        foreach (var isolation in pair.Isolations.OrderBy(i => i.Source.IntentId))
        {
            var cookie = (ulong)isolation.Source.IntentId;
            if (isolation.DropAToB) DropEverywhere(Match(pair, isolation.Box, aToB: true), PriorityBands.Isolation, cookie);
            if (isolation.DropBToA) DropEverywhere(Match(pair, isolation.Box, aToB: false), PriorityBands.Isolation, cookie);
        }
    }

    private void Forward(PairAsks pair, FabricPath path, FlowMatch match, bool aToB, ulong cookie)
    {
        var (source, target) = aToB ? (site.Nodes[pair.A], site.Nodes[pair.B]) : (site.Nodes[pair.B], site.Nodes[pair.A]);
        var hops = aToB ? path.Hops : [.. path.Hops.Reverse().Select(h => h ^ 1)];
        var (at, inPort) = (router.Graph.IndexOf(source.Attach!.Switch), source.Attach.Port);
        foreach (var h in hops)
        {
            var hop = router.Graph.Hops[h];
            Add(at, match with { InPort = inPort }, hop.OutPort, PriorityBands.Forward(match), cookie);
            (at, inPort) = (hop.To, hop.InPort);
        }

        Add(at, match with { InPort = inPort }, target.Attach!.Port, PriorityBands.Forward(match), cookie);
    }

    // Below the forwards and above the baseline: whatever strays from the way is dropped, not carried on by the baseline.
    private void DropEverywhere(FlowMatch match, int priority, ulong cookie)
    {
        if (!_dropped.Add((priority, match))) return;
        for (var s = 0; s < site.Switches.Count; s++) Add(s, match, null, priority, cookie);
    }

    private void Add(int at, FlowMatch match, int? output, int priority, ulong cookie)
    {
        var datapath = site.Switches[at].DatapathId;
        _rules.Add((FlowKey.Of(datapath, priority, match), new FlowRule { DatapathId = datapath, Priority = priority, Match = match, Output = output, Cookie = cookie }));
    }

    private FlowMatch Match(PairAsks pair, TrafficBox box, bool aToB)
    {
        var (a, b) = (site.Nodes[pair.A].Attach, site.Nodes[pair.B].Attach);
        return new FlowMatch
        {
            Source = (aToB ? a : b)?.Ip,
            Destination = (aToB ? b : a)?.Ip,
            Protocol = box.Protocol,
            SourcePort = aToB ? box.PortA : box.PortB,
            DestinationPort = aToB ? box.PortB : box.PortA,
        };
    }
}

using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Baseline;

/// <summary>
/// What the fabric does before any intent: every pair of attached nodes is connected over the shortest path by latency,
/// chosen by destination alone.
/// </summary>
public static class BaselineRules
{
    /// <summary>
    /// The rules for the topology as it is now: over links and switches that are up only, a link without latency counts
    /// 1 ms, ties go to the lowest port. Compute them anew whenever the topology changes.
    /// </summary>
    public static IReadOnlyList<FlowRule> Compile(Site site) => Compile(site, new FabricGraph(site));

    internal static IReadOnlyList<FlowRule> Compile(Site site, FabricGraph graph)
    {
        var rules = new List<FlowRule>();
        var trees = new Dictionary<int, int[]>();
        foreach (var node in site.Nodes)
        {
            if (node.Attach is not { } attach) continue;
            var home = graph.IndexOf(attach.Switch);
            if (home < 0 || !graph.Switches[home].Up) continue;
            if (!trees.TryGetValue(home, out var ports)) trees[home] = ports = PortsTowards(graph, home);
            for (var s = 0; s < graph.Switches.Count; s++)
            {
                var port = s == home ? attach.Port : ports[s];
                if (port < 0) continue;
                rules.Add(new FlowRule
                {
                    DatapathId = graph.Switches[s].DatapathId,
                    Priority = FlowPriority.Baseline,
                    Match = new FlowMatch { Destination = attach.Ip },
                    Output = port,
                });
            }
        }

        return rules;
    }

    // For every switch the port towards the destination, -1 where there is none.
    private static int[] PortsTowards(FabricGraph graph, int home)
    {
        // Links of 0 ms would let two switches point at each other; counting them second keeps every step a descent.
        var distance = new (long Latency, int FreeLinks)[graph.Switches.Count];
        Array.Fill(distance, (long.MaxValue, 0));
        distance[home] = (0, 0);
        var queue = new PriorityQueue<int, (long, int)>();
        queue.Enqueue(home, (0, 0));
        while (queue.TryDequeue(out var at, out var reached))
        {
            if (reached != distance[at]) continue;
            foreach (var h in graph.Outgoing[at])
            {
                var candidate = Add(distance[at], graph.LatencyOf[graph.Hops[h].Link]);
                var to = graph.Hops[h].To;
                if (candidate.CompareTo(distance[to]) >= 0) continue;
                distance[to] = candidate;
                queue.Enqueue(to, candidate);
            }
        }

        var ports = new int[distance.Length];
        for (var s = 0; s < ports.Length; s++)
        {
            ports[s] = -1;
            if (s == home || distance[s].Latency == long.MaxValue) continue;
            foreach (var h in graph.Outgoing[s])
            {
                var hop = graph.Hops[h];
                if (distance[hop.To].Latency == long.MaxValue || Add(distance[hop.To], graph.LatencyOf[hop.Link]) != distance[s]) continue;
                ports[s] = hop.OutPort;
                break;
            }
        }

        return ports;
    }

    private static (long Latency, int FreeLinks) Add((long Latency, int FreeLinks) distance, long latency) =>
        (distance.Latency + latency, distance.FreeLinks + (latency == 0 ? 1 : 0));
}

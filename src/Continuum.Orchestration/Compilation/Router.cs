using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Compilation;

/// <summary>A class of packets between two nodes with the way it takes, or the reason why there is none.</summary>
/// <param name="Asks">The rules that the class obeys.</param>
/// <param name="Path">From A to B; the way back is its reverse. Null with <paramref name="Reason"/>.</param>
internal sealed record RoutedClass(TrafficBox Box, IReadOnlyList<PathAsk> Asks, FabricPath? Path, string? Reason)
{
    /// <summary>The isolation of others that drops the class, because they share its nodes.</summary>
    public IsolationAsk? CutBy { get; init; }
}

/// <summary>Finds the way of every traffic class between two nodes; searches are shared between pairs.</summary>
internal sealed class Router(Site site, FabricGraph graph)
{
    private readonly Dictionary<string, PathConstraint> _constraints = [];
    private readonly Dictionary<(string, int), PathSearch> _searches = [];
    private readonly Dictionary<AskKey, int> _numbers = [];

    public FabricGraph Graph => graph;

    /// <summary>Every class with its way. Classes that an isolation cuts in both directions need none.</summary>
    public IReadOnlyList<RoutedClass> Route(PairAsks pair)
    {
        var routed = new List<RoutedClass>();
        foreach (var box in TrafficBox.Close(pair.Paths.Select(p => p.Box)))
        {
            var asks = pair.Paths.Where(p => p.Box.Contains(box)).ToList();
            if (Stranger(pair, box, asks) is { } stranger)
            {
                var own = asks.First(k => k is { Key.Inside: false, Source.IsWish: false });
                routed.Add(new RoutedClass(box, asks, null, $"{RuleText.Of(stranger.Source)} drops what {RuleText.Of(own.Source)} wants to arrive: both are about {site.Nodes[pair.A].Name} and {site.Nodes[pair.B].Name}, and rules match node addresses") { CutBy = stranger });
                continue;
            }

            if (pair.Isolated(box, aToB: true) && pair.Isolated(box, aToB: false))
            {
                routed.Add(new RoutedClass(box, asks, null, null));
                continue;
            }

            var (path, reason) = Find(pair.A, pair.B, asks);
            routed.Add(new RoutedClass(box, asks, path, reason));
        }

        return routed;
    }

    // An isolation of the same two subjects drops their packets by right. A preferred one, or one of others who only
    // share the nodes, would cut off packets that a path rule wants to arrive.
    private static IsolationAsk? Stranger(PairAsks pair, TrafficBox box, IReadOnlyList<PathAsk> asks)
    {
        foreach (var aToB in new[] { true, false })
        {
            var isolations = pair.Isolations.Where(i => (aToB ? i.DropAToB : i.DropBToA) && i.Box.Contains(box)).ToList();
            if (isolations.Count == 0) continue;
            var rightful = isolations.Where(i => !i.Source.IsWish).ToList();
            if (asks.Where(a => !a.Key.Inside && !a.Source.IsWish).SelectMany(a => a.Inducers).Any(i => !rightful.Exists(o => o.Inducers.Contains(i)))) return isolations[0];
        }

        return null;
    }

    /// <summary>The shortest compliant way between two nodes, or why there is none.</summary>
    public (FabricPath? Path, string? Reason) Find(int a, int b, IReadOnlyList<PathAsk> asks)
    {
        foreach (var end in new[] { site.Nodes[a], site.Nodes[b] })
        {
            if (end.Attach is null) return (null, $"{end.Name} has no attachment to the fabric");
            if (asks.FirstOrDefault(k => k.Demand.Condition.EndNodes?.Admits(end) == false) is { } ask) return (null, $"{end.Name} is an end that {RuleText.Of(ask.Source)} does not admit");
        }

        var (from, to) = (graph.IndexOf(site.Nodes[a].Attach!.Switch), graph.IndexOf(site.Nodes[b].Attach!.Switch));
        var path = SearchFrom(from, asks).To(to);
        return path is null
            ? (null, $"no way from {site.Nodes[a].Name} ({graph.Switches[from].Name}) to {site.Nodes[b].Name} ({graph.Switches[to].Name}) satisfies {string.Join(" and ", asks.Select(k => RuleText.Of(k.Source)).Distinct())}")
            : (path, null);
    }

    private PathSearch SearchFrom(int source, IReadOnlyList<PathAsk> asks)
    {
        var key = string.Join(',', asks.Select(Number).Distinct().Order());
        if (_searches.TryGetValue((key, source), out var search)) return search;
        if (!_constraints.TryGetValue(key, out var constraint))
        {
            _constraints[key] = constraint = new PathConstraint(graph, [.. asks.DistinctBy(a => a.Key).Select(a => a.Demand)]);
        }

        return _searches[(key, source)] = new PathSearch(graph, constraint, source);
    }

    private int Number(PathAsk ask)
    {
        if (!_numbers.TryGetValue(ask.Key, out var number)) _numbers[ask.Key] = number = _numbers.Count;
        return number;
    }
}

using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Compilation;

/// <summary>A way through the fabric: hops in order; none when both ends are on one switch.</summary>
internal sealed record FabricPath(IReadOnlyList<int> Hops, long LatencyNs);

/// <summary>
/// Shortest ways by latency from one switch under a constraint. A state is (last hop, progress along the waypoints),
/// because a switch forwards by port of arrival: a way may visit a switch twice, but no hop twice, and it never turns
/// back into the port it came from, which OpenFlow drops.
/// </summary>
internal sealed class PathSearch
{
    private const int DetourBudget = 100_000;

    private readonly FabricGraph _graph;
    private readonly PathConstraint _constraint;
    private readonly int _source;
    private readonly List<Label> _labels = [];
    private readonly Dictionary<int, List<int>> _arrivals = [];

    public PathSearch(FabricGraph graph, PathConstraint constraint, int source)
    {
        _graph = graph;
        _constraint = constraint;
        _source = source;
        if (graph.Switches[source].Up && constraint.SwitchAllowed[source]) Explore();
    }

    /// <summary>The shortest way to a switch, or null when there is none.</summary>
    public FabricPath? To(int target)
    {
        if (!_arrivals.TryGetValue(target, out var arrivals)) return null;
        foreach (var arrival in arrivals)
        {
            var path = Unwind(_labels, arrival);
            if (path.Hops.Distinct().Count() == path.Hops.Count) return path;
        }

        return Detour(target);
    }

    private readonly record struct Label(int Hop, int Progress, long Latency, int Hops, int Parent);

    private void Explore()
    {
        // With a bound on hops a longer-latency label with fewer hops may be the one that arrives: keep both.
        var best = new Dictionary<int, List<(long Latency, int Hops)>>();
        var queue = new PriorityQueue<int, (long, int, int)>();
        Push(new Label(-1, _constraint.Advance(0, _source), 0, 0, -1));
        while (queue.TryDequeue(out var index, out _))
        {
            var label = _labels[index];
            var at = At(label);
            if (label.Progress == _constraint.Steps - 1)
            {
                if (!_arrivals.TryGetValue(at, out var arrivals)) _arrivals[at] = arrivals = [];
                arrivals.Add(index);
            }

            foreach (var next in Next(label, index)) Push(next);
        }

        void Push(Label label)
        {
            var state = (label.Hop + 1) * _constraint.Steps + label.Progress;
            if (!best.TryGetValue(state, out var known)) best[state] = known = [];
            if (known.Exists(k => k.Latency <= label.Latency && (_constraint.MaxHops is null || k.Hops <= label.Hops))) return;
            known.Add((label.Latency, label.Hops));
            _labels.Add(label);
            queue.Enqueue(_labels.Count - 1, (label.Latency, label.Hops, _labels.Count));
        }
    }

    private IEnumerable<Label> Next(Label label, int index)
    {
        foreach (var h in _graph.Outgoing[At(label)])
        {
            var hop = _graph.Hops[h];
            if (label.Hop >= 0 && h == (label.Hop ^ 1)) continue;
            if (!_constraint.LinkAllowed[hop.Link] || !_constraint.SwitchAllowed[hop.To]) continue;
            var latency = label.Latency + _graph.LatencyOf[hop.Link];
            if (latency > (_constraint.MaxLatency ?? long.MaxValue) || label.Hops + 1 > (_constraint.MaxHops ?? int.MaxValue)) continue;
            yield return new Label(h, _constraint.Advance(label.Progress, hop.To), latency, label.Hops + 1, index);
        }
    }

    // The shortest way uses a hop twice (it goes to a waypoint and back around). Search ways that do not, one by one.
    private FabricPath? Detour(int target)
    {
        var labels = new List<Label> { new(-1, _constraint.Advance(0, _source), 0, 0, -1) };
        var queue = new PriorityQueue<int, (long, int, int)>();
        queue.Enqueue(0, (0, 0, 0));
        for (var popped = 0; popped < DetourBudget && queue.TryDequeue(out var index, out _); popped++)
        {
            var label = labels[index];
            if (At(label) == target && label.Progress == _constraint.Steps - 1) return Unwind(labels, index);
            foreach (var next in Next(label, index))
            {
                if (Uses(labels, index, next.Hop)) continue;
                labels.Add(next);
                queue.Enqueue(labels.Count - 1, (next.Latency, next.Hops, labels.Count));
            }
        }

        return null;
    }

    private static bool Uses(List<Label> labels, int index, int hop)
    {
        for (var i = index; i >= 0; i = labels[i].Parent)
        {
            if (labels[i].Hop == hop) return true;
        }

        return false;
    }

    private int At(Label label) => label.Hop < 0 ? _source : _graph.Hops[label.Hop].To;

    private static FabricPath Unwind(List<Label> labels, int index)
    {
        var hops = new List<int>();
        for (var i = index; labels[i].Hop >= 0; i = labels[i].Parent) hops.Add(labels[i].Hop);
        hops.Reverse();
        return new FabricPath(hops, labels[index].Latency);
    }
}

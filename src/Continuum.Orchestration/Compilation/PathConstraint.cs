using Continuum.Core.Policies;
using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Compilation;

/// <summary>A condition with its waypoints and bounds, seen from one end.</summary>
/// <param name="Condition">Asked of the elements on the way.</param>
/// <param name="Through">Waypoints in the order of travel.</param>
/// <param name="MaxLatencyMs">Bound on the sum of link latencies.</param>
/// <param name="MaxHops">Bound on the links crossed.</param>
internal sealed record PathDemand(PathCondition Condition, IReadOnlyList<LabelExpression> Through, double? MaxLatencyMs, int? MaxHops);

/// <summary>Everything that is asked of one way, as tables over the switches and links of a graph.</summary>
internal sealed class PathConstraint
{
    public PathConstraint(FabricGraph graph, IReadOnlyList<PathDemand> demands)
    {
        SwitchAllowed = [.. graph.Switches.Select(s => demands.All(d => d.Condition.Switches?.Admits(s) ?? true))];
        var latencyAsked = demands.Any(d => d.MaxLatencyMs is not null);
        LinkAllowed = [.. graph.Links.Select(l => (!latencyAsked || l.LatencyMs is not null) && demands.All(d => Admits(d.Condition, l)))];
        Waypoints =
        [
            .. demands.Where(d => d.Through.Count > 0)
                .Select(d => d.Through.Select(t => graph.Switches.Select(t.Admits).ToArray()).ToArray()),
        ];
        MaxLatency = latencyAsked ? Latency.Nanoseconds(demands.Min(d => d.MaxLatencyMs ?? double.PositiveInfinity)) : null;
        MaxHops = demands.Min(d => d.MaxHops);
        Steps = 1;
        foreach (var list in Waypoints) Steps *= list.Length + 1;
    }

    public bool[] SwitchAllowed { get; }

    public bool[] LinkAllowed { get; }

    /// <summary>For each list of waypoints, for each entry, whether a switch serves it.</summary>
    public bool[][][] Waypoints { get; }

    public long? MaxLatency { get; }

    public int? MaxHops { get; }

    /// <summary>How many states of progress along the waypoints there are; the last is the complete one.</summary>
    public int Steps { get; }

    /// <summary>
    /// Progress after arriving at a switch. A visit serves at most one entry of each list; serving as early as possible
    /// never makes a later entry harder to serve.
    /// </summary>
    public int Advance(int progress, int at)
    {
        var (next, unit) = (0, 1);
        foreach (var list in Waypoints)
        {
            var done = progress / unit % (list.Length + 1);
            if (done < list.Length && list[done][at]) done++;
            next += done * unit;
            unit *= list.Length + 1;
        }

        return next;
    }

    private static bool Admits(PathCondition condition, Core.Sites.Link link) =>
        (condition.Links?.Admits(link) ?? true)
        && (condition.LabelledLinks is not { } asked || !asked.Tests().Any(t => link.ValuesOf(t.Key).Count > 0) || asked.Admits(link));
}

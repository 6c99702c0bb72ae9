using System.Globalization;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Proof;

/// <summary>How a walk stands to what is asked of it.</summary>
internal enum Judgement
{
    /// <summary>It is as asked.</summary>
    Holds,

    /// <summary>Packets are lost where they should arrive; nothing leaks.</summary>
    Lost,

    /// <summary>Packets go where they may not.</summary>
    Violated,
}

/// <summary>Judges walks by the rules alone, with no knowledge of how a plan was made.</summary>
internal static class PathJudge
{
    public static (Judgement Judgement, string? Why) Judge(ProtectedFlow flow, ModelWalk walk)
    {
        if (flow.From.Name == flow.To.Name) return OnOneNode(flow);
        if (flow.Isolated)
            return walk.Arrives(flow.To) ? (Judgement.Violated, $"it reaches {flow.To.Name}, which it may not") : (Judgement.Holds, null);
        // Where a packet enters is not its choice: dropped there, it has gone nowhere.
        if (walk.Hops is [{ OutPort: 0 }]) return (Judgement.Lost, $"it does not arrive: {walk.End}");
        var condition = flow.Condition!;
        foreach (var hop in walk.Hops)
        {
            if (condition.Switches is { } asked && !asked.Admits(hop.Switch)) return (Judgement.Violated, $"it crosses {hop.Switch.Name}, which the rule forbids");
        }

        foreach (var link in walk.Links)
        {
            if (!Admits(condition, link)) return (Judgement.Violated, $"it crosses {link.Name}, which the rule forbids");
        }

        if (condition.EndNodes is { } ends)
        {
            foreach (var node in new[] { flow.From, flow.To })
            {
                if (!ends.Admits(node)) return (Judgement.Violated, $"{node.Name} at its end is not what the rule asks");
            }
        }

        if (walk.Delivered is not null && !walk.Arrives(flow.To)) return (Judgement.Violated, $"it is delivered to {walk.Delivered.Name} in place of {flow.To.Name}");
        if (!walk.Arrives(flow.To)) return (Judgement.Lost, $"it does not arrive: {walk.End}");
        return WholeWay(flow, walk) is { } why ? (Judgement.Violated, why) : (Judgement.Holds, null);
    }

    private static (Judgement, string?) OnOneNode(ProtectedFlow flow)
    {
        if (flow.Isolated) return (Judgement.Violated, $"both stand on {flow.From.Name}, where no switch can part them");
        if (flow.Through.Count > 0) return (Judgement.Violated, $"both stand on {flow.From.Name}, so no switch is passed");
        if (flow.Condition!.EndNodes is { } ends && !ends.Admits(flow.From)) return (Judgement.Violated, $"{flow.From.Name} is not what the rule asks of ends");
        return (Judgement.Holds, null);
    }

    private static string? WholeWay(ProtectedFlow flow, ModelWalk walk)
    {
        // A visit serves at most one entry.
        var served = 0;
        foreach (var hop in walk.Hops)
        {
            if (served < flow.Through.Count && flow.Through[served].Admits(hop.Switch)) served++;
        }

        if (served < flow.Through.Count) return string.Create(CultureInfo.InvariantCulture, $"it passes {served} of {flow.Through.Count} waypoints");
        if (flow.MaxHops is { } hops && walk.Links.Count > hops) return string.Create(CultureInfo.InvariantCulture, $"it crosses {walk.Links.Count} links, at most {hops} are allowed");
        if (flow.MaxLatencyMs is not { } bound) return null;
        if (walk.Links.FirstOrDefault(l => l.LatencyMs is null) is { } unknown) return $"the latency of {unknown.Name} is not known";
        var sum = walk.Links.Sum(l => l.LatencyMs!.Value);
        // Sums of decimal fractions are not exact in binary; a nanosecond is.
        return Math.Round(sum * 1e6) > Math.Round(bound * 1e6) ? string.Create(CultureInfo.InvariantCulture, $"it takes {sum} ms, at most {bound} ms are allowed") : null;
    }

    private static bool Admits(PathCondition condition, Link link) =>
        (condition.Links?.Admits(link) ?? true)
        && (condition.LabelledLinks is not { } asked || !asked.Tests().Any(t => link.ValuesOf(t.Key).Count > 0) || asked.Admits(link));
}

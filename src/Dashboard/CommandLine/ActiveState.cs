using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Dashboard.CommandLine;

/// <summary>A site with the intents that are active on it, their plans enacted.</summary>
internal sealed record ActiveState(Site Site, IReadOnlyList<ActiveIntent> Active)
{
    /// <summary>
    /// The state once the intent is active: what its plan moves stands where the plan puts it, unless its window lies ahead.
    /// </summary>
    public ActiveState After(PlannedText passed)
    {
        if (passed is not { Plan: { } plan, Policy: { } policy }) throw new ArgumentException("Only an intent with a plan becomes active.", nameof(passed));
        return new ActiveState(passed.IsForLater ? Site : Enact(Site, plan), [.. Active, new ActiveIntent(Active.Count + 1, passed.Intent, policy)]);
    }

    private static Site Enact(Site site, Plan plan)
    {
        var layouts = plan.Pipelines.ToDictionary(p => p.Service, StringComparer.Ordinal);
        return site with
        {
            Workloads = [.. site.Workloads.Select(w => plan.NodesOf(w.Name) is { Count: > 0 } nodes ? w.On(nodes) : w)],
            Services = [.. site.Services.Select(s => layouts.TryGetValue(s.Name, out var layout) ? s with { Head = layout.Head, Stages = layout.Stages } : s)],
        };
    }
}

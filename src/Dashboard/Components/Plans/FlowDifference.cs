using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Dashboard.Components.Plans;

/// <summary>How many compiled rules a plan adds to and removes from a switch.</summary>
public sealed record FlowDifference(string Switch, int Added, int Removed)
{
    /// <summary>By switch, those that change nothing left out. The baseline is nobody's and is left out too.</summary>
    public static IReadOnlyList<FlowDifference> Between(IEnumerable<FlowEntry> installed, IEnumerable<FlowRule> planned, Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var before = installed.Select(e => e.Rule).Where(r => r.Priority >= FlowPriority.PlanFloor).Select(Bare).ToHashSet();
        var after = planned.Select(Bare).ToHashSet();
        return
        [
            .. site.Switches.Select(s => new FlowDifference(s.Name, after.Count(r => r.DatapathId == s.DatapathId && !before.Contains(r)), before.Count(r => r.DatapathId == s.DatapathId && !after.Contains(r))))
                .Where(d => d.Added + d.Removed > 0),
        ];
    }

    // Whose rule it is makes no difference to a switch.
    private static FlowRule Bare(FlowRule rule) => rule with { Cookie = 0 };
}

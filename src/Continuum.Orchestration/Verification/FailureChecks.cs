using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>
/// Any single link, switch or node fails: nothing may leak, on the tables as they stand and after the baseline is
/// computed anew, between any nodes that admission allows after rescheduling.
/// </summary>
/// <remarks>
/// A class that is closed on every switch never meets the baseline, so that the tables it sees stay the same and a
/// failure only cuts its walk short: a part of a walk that was checked. The others are walked under every failure.
/// </remarks>
internal static class FailureChecks
{
    public static Check Of(PlannedState state, IReadOnlyList<Duty> duties)
    {
        var open = duties
            .Where(d => d.From.Attach is not null && d.To.Attach is not null)
            .SelectMany(d => d.Classes(state), (duty, packet) => (duty, packet))
            .Where(p => state.OpenAt(p.duty.From, p.duty.To, p.packet) is not null)
            .ToList();
        var failures = Failures(state.Site).ToList();
        foreach (var (name, failed) in open.Count == 0 ? [] : failures)
        {
            var map = new FabricMap(failed);
            foreach (var (tables, when) in new[] { (state.Tables, "with the tables as they stand"), (new FlowTables(map.Datapaths, BaselineRules.Compile(failed), state.Plan.FlowRules), "after the baseline is computed anew") })
            {
                foreach (var (duty, packet) in open)
                {
                    var walk = PacketWalker.Follow(map, tables, duty.From, duty.To, packet);
                    if (Leak(duty, walk) is { } leak) return new Check("single-failure-leaks-nothing", false, name, $"if {name} fails, {when}, {packet} of {duty.Subjects} ({string.Join(" -> ", walk.Trail(duty.From, duty.To))}) {leak}") { Trail = walk.Trail(duty.From, duty.To) };
                }
            }
        }

        return new Check("single-failure-leaks-nothing", true, state.Site.Name, string.Create(CultureInfo.InvariantCulture, $"{failures.Count} failures of a link, switch or node, before and after the baseline is computed anew, between all admitted nodes: every protected class stays on allowed elements or is dropped"));
    }

    private static string? Leak(Duty duty, Walk walk)
    {
        if (duty.IsIsolation) return walk.Arrives ? "arrives" : null;
        if (duty.Condition!.Switches is { } switches && walk.Switches.FirstOrDefault(s => !switches.Admits(s)) is { } badSwitch) return $"crosses {badSwitch.Name}";
        return walk.Links.FirstOrDefault(l => !PathChecks.Allowed(duty.Condition, l)) is { } badLink ? $"crosses {badLink.Name}" : null;
    }

    private static IEnumerable<(string Name, Site Site)> Failures(Site site)
    {
        for (var i = 0; i < site.Links.Count; i++)
        {
            var index = i;
            if (site.Links[i].Up) yield return (site.Links[i].Name, site with { Links = [.. site.Links.Select((l, j) => j == index ? l with { Up = false } : l)] });
        }

        foreach (var failed in site.Switches.Where(s => s.Up)) yield return (failed.Name, site with { Switches = [.. site.Switches.Select(s => s == failed ? s with { Up = false } : s)] });
        // A node that fails takes its workloads to another admitted node: every pair of those is among the duties.
        foreach (var node in site.Nodes.Where(n => n.Ready)) yield return (node.Name, site with { Nodes = [.. site.Nodes.Select(n => n == node ? n with { Ready = false } : n)] });
    }
}

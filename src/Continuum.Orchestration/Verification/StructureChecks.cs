using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>Properties of the tables themselves: fail-closed drops on every switch, priorities, no ambiguity.</summary>
internal static class StructureChecks
{
    public static IEnumerable<Check> Of(PlannedState state, IReadOnlyList<Duty> duties)
    {
        yield return Priorities(state);
        yield return Unambiguous(state);
        foreach (var group in duties.GroupBy(d => d.Source)) yield return FailClosed(state, group.Key, [.. group]);
    }

    /// <summary>
    /// Whether packets of a class never reach the baseline on a switch, whatever port they come from: the best rule that
    /// asks no port drops them. Then no change of the baseline concerns them.
    /// </summary>
    public static bool IsClosed(PlannedState state, Switch at, Node from, Node to, PacketClass packet) =>
        state.Tables.Find(at.DatapathId, null, from.Attach!.Ip, to.Attach!.Ip, packet) is { Output: null, Priority: >= FlowPriority.PlanFloor };

    private static Check FailClosed(PlannedState state, BoundRule bound, IReadOnlyList<Duty> duties)
    {
        var checkedClasses = 0;
        foreach (var duty in duties.Where(d => d.From.Attach is not null && d.To.Attach is not null))
        {
            foreach (var packet in duty.Classes(state))
            {
                checkedClasses++;
                foreach (var at in state.Site.Switches)
                {
                    if (IsClosed(state, at, duty.From, duty.To, packet)) continue;
                    var rule = state.Tables.Find(at.DatapathId, null, duty.From.Attach!.Ip, duty.To.Attach!.Ip, packet);
                    return new Check("fail-closed-drops", false, RuleText.Of(bound), $"{packet} of {duty.Subjects} ({duty.From.Name} -> {duty.To.Name}) is not dropped on {at.Name} off its way: {(rule is null ? "no rule matches" : string.Create(CultureInfo.InvariantCulture, $"a rule of priority {rule.Priority} takes it"))}") { Trail = [at.Name] };
                }
            }
        }

        return new Check("fail-closed-drops", true, RuleText.Of(bound), string.Create(CultureInfo.InvariantCulture, $"{checkedClasses} packet classes are dropped off their way on each of {state.Site.Switches.Count} switches, above the baseline"));
    }

    private static Check Priorities(PlannedState state)
    {
        var low = state.Plan.FlowRules.FirstOrDefault(r => r.Priority < FlowPriority.PlanFloor);
        var stray = state.Plan.FlowRules.FirstOrDefault(r => state.Map.Find(r.DatapathId) is null);
        var ok = low is null && stray is null;
        return new Check("flow-priorities", ok, string.Create(CultureInfo.InvariantCulture, $"{state.Plan.FlowRules.Count} flow rules"), ok ? "all lie above the baseline, on switches of the site"
            : low is not null ? string.Create(CultureInfo.InvariantCulture, $"a rule of priority {low.Priority} on {state.Map.Find(low.DatapathId)?.Name} lies below {FlowPriority.PlanFloor}")
            : string.Create(CultureInfo.InvariantCulture, $"a rule is for datapath {stray!.DatapathId:x16}, which the site has not"));
    }

    private static Check Unambiguous(PlannedState state)
    {
        foreach (var group in state.Plan.FlowRules.GroupBy(r => (r.DatapathId, r.Priority)))
        {
            // Rules with both addresses can only overlap those with the same two; the others are few and compared with all.
            var open = group.Where(r => r.Match.Source is null || r.Match.Destination is null).ToList();
            var clash = group.GroupBy(r => (r.Match.Source, r.Match.Destination)).Select(Clash).FirstOrDefault(c => c is not null)
                ?? open.SelectMany(_ => group, (x, y) => (x, y)).Where(p => Differ(p.x, p.y)).Select(p => ((FlowRule, FlowRule)?)p).FirstOrDefault();
            if (clash is { } found) return new Check("flow-rules-unambiguous", false, state.Map.Find(found.Item1.DatapathId)?.Name ?? "", string.Create(CultureInfo.InvariantCulture, $"two rules of priority {found.Item1.Priority} overlap and act differently: {Text(found.Item1)} and {Text(found.Item2)}"));
        }

        return new Check("flow-rules-unambiguous", true, string.Create(CultureInfo.InvariantCulture, $"{state.Plan.FlowRules.Count} flow rules"), "overlapping rules of equal priority act alike");
    }

    private static (FlowRule, FlowRule)? Clash(IEnumerable<FlowRule> rules)
    {
        var list = rules.ToList();
        if (list.TrueForAll(r => r.Output == list[0].Output)) return null;
        for (var i = 0; i < list.Count; i++)
        {
            for (var j = i + 1; j < list.Count; j++)
            {
                if (Differ(list[i], list[j])) return (list[i], list[j]);
            }
        }

        return null;
    }

    private static bool Differ(FlowRule x, FlowRule y) =>
        x.Output != y.Output
        && Meet(x.Match.InPort, y.Match.InPort) && Meet(x.Match.Source, y.Match.Source) && Meet(x.Match.Destination, y.Match.Destination)
        && Meet(x.Match.Protocol, y.Match.Protocol) && Meet(x.Match.SourcePort, y.Match.SourcePort) && Meet(x.Match.DestinationPort, y.Match.DestinationPort);

    private static bool Meet<T>(T? x, T? y)
        where T : struct =>
        x is null || y is null || EqualityComparer<T>.Default.Equals(x.Value, y.Value);

    private static string Text(FlowRule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.Match.Source?.ToString() ?? "*"} -> {rule.Match.Destination?.ToString() ?? "*"} to {rule.Output?.ToString(CultureInfo.InvariantCulture) ?? "drop"}");
}

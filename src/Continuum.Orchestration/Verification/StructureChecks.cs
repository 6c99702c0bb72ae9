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

    private static Check FailClosed(PlannedState state, BoundRule bound, IReadOnlyList<Duty> duties)
    {
        var checkedClasses = 0;
        foreach (var duty in duties.Where(d => d.From.Attach is not null && d.To.Attach is not null))
        {
            foreach (var packet in duty.Classes(state))
            {
                checkedClasses++;
                if (state.OpenAt(duty.From, duty.To, packet) is not { } at) continue;
                var rule = state.Tables.Find(at.DatapathId, null, duty.From.Attach!.Ip, duty.To.Attach!.Ip, packet);
                return new Check("fail-closed-drops", false, RuleText.Of(bound), $"{packet} of {duty.Subjects} ({duty.From.Name} -> {duty.To.Name}) is not dropped on {at.Name} off its way: {(rule is null ? "no rule matches" : string.Create(CultureInfo.InvariantCulture, $"a rule of priority {rule.Priority} takes it"))}") { Trail = [at.Name] };
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
        foreach (var group in state.Tables.OverlapGroups())
        {
            if (Clash(group) is { } found) return new Check("flow-rules-unambiguous", false, state.Map.Find(found.Item1.DatapathId)?.Name ?? "", string.Create(CultureInfo.InvariantCulture, $"two rules of priority {found.Item1.Priority} overlap and act differently: {Text(found.Item1)} and {Text(found.Item2)}"));
        }

        return new Check("flow-rules-unambiguous", true, string.Create(CultureInfo.InvariantCulture, $"{state.Plan.FlowRules.Count} flow rules"), "overlapping rules of equal priority act alike");
    }

    private static (FlowRule, FlowRule)? Clash(IReadOnlyList<FlowRule> rules)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = i + 1; j < rules.Count; j++)
            {
                if (Differ(rules[i], rules[j])) return (rules[i], rules[j]);
            }
        }

        return null;
    }

    private static bool Differ(FlowRule x, FlowRule y) =>
        x.Priority == y.Priority && x.Output != y.Output
        && Meet(x.Match.InPort, y.Match.InPort) && Meet(x.Match.Source, y.Match.Source) && Meet(x.Match.Destination, y.Match.Destination)
        && Meet(x.Match.Protocol, y.Match.Protocol) && Meet(x.Match.SourcePort, y.Match.SourcePort) && Meet(x.Match.DestinationPort, y.Match.DestinationPort);

    private static bool Meet<T>(T? x, T? y)
        where T : struct =>
        x is null || y is null || EqualityComparer<T>.Default.Equals(x.Value, y.Value);

    private static string Text(FlowRule rule) => string.Create(CultureInfo.InvariantCulture, $"{rule.Match.Source?.ToString() ?? "*"} -> {rule.Match.Destination?.ToString() ?? "*"} to {rule.Output?.ToString(CultureInfo.InvariantCulture) ?? "drop"}");
}

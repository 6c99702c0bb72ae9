using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Components.Map;

/// <summary>An intent that has a say in where something stands.</summary>
/// <param name="IntentId">The intent.</param>
/// <param name="Words">Its rule in words.</param>
public sealed record Reason(long IntentId, string Words);

/// <summary>Answers "why here?" from the rules of the active intents.</summary>
public static class WhyHere
{
    /// <summary>Rules that bind a workload or service.</summary>
    public static IReadOnlyList<Reason> OfSubject(ISubject subject, IEnumerable<IntentRecord> intents)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return [.. Rules(intents).Where(r => Binds(r.Rule, subject)).Select(r => r.Reason).Distinct()];
    }

    /// <summary>Rules that keep somebody away from a node.</summary>
    public static IReadOnlyList<Reason> Against(Node node, IEnumerable<IntentRecord> intents)
    {
        ArgumentNullException.ThrowIfNull(node);
        return [.. Rules(intents).Where(r => NodesOf(r.Rule)?.Admits(node) == false).Select(r => r.Reason).Distinct()];
    }

    /// <summary>Rules that keep somebody's packets away from a switch.</summary>
    public static IReadOnlyList<Reason> Against(Switch item, IEnumerable<IntentRecord> intents)
    {
        ArgumentNullException.ThrowIfNull(item);
        return [.. Rules(intents).Where(r => SwitchesOf(r.Rule)?.Admits(item) == false).Select(r => r.Reason).Distinct()];
    }

    private static IEnumerable<(Rule Rule, Reason Reason)> Rules(IEnumerable<IntentRecord> intents) =>
        intents.Where(i => IntentLifecycle.Binds(i.State) && i.Policy is not null)
            .SelectMany(i => i.Policy!.Rules.Select((rule, n) => (rule, new Reason(i.Id, n < i.Words.Count ? i.Words[n] : i.Text))));

    private static bool Binds(Rule rule, ISubject subject) => rule switch
    {
        PlacementRule p => p.Subjects.Selects(subject),
        ServiceRule s => subject is Service && s.Services.Selects(subject),
        PathRule p => p.From.Selects(subject) || (p.To != Selector.Everything && p.To.Selects(subject)),
        IsolationRule i => i.A.Selects(subject) || (i.B != Selector.Everything && i.B.Selects(subject)),
        _ => false,
    };

    private static LabelExpression? NodesOf(Rule rule) => rule switch
    {
        PlacementRule p => p.Nodes,
        ServiceRule s => s.Nodes,
        PathRule p => p.Condition.EndNodes,
        _ => null,
    };

    private static LabelExpression? SwitchesOf(Rule rule) => rule switch
    {
        PathRule p => p.Condition.Switches,
        ServiceRule s => s.Transfers?.Switches,
        _ => null,
    };
}

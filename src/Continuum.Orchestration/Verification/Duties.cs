using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>What one rule asks of packets from one node to another.</summary>
/// <param name="Source">The rule.</param>
/// <param name="From">Node they leave.</param>
/// <param name="To">Node they go to.</param>
/// <param name="Traffic">Which packets.</param>
/// <param name="Backward">Whether they answer: the rule's receiver sends them.</param>
/// <param name="Condition">Asked of the elements on the way; null for an isolation.</param>
/// <param name="Through">Waypoints in the order in which these packets meet them.</param>
/// <param name="MaxLatencyMs">Bound on latency.</param>
/// <param name="MaxHops">Bound on links.</param>
/// <param name="Subjects">Who is meant, for details.</param>
internal sealed record Duty(
    BoundRule Source, Node From, Node To, TrafficClass? Traffic, bool Backward, PathCondition? Condition,
    IReadOnlyList<LabelExpression> Through, double? MaxLatencyMs, int? MaxHops, string Subjects)
{
    /// <summary>Pairs of subjects that the duty is about, each written one way round.</summary>
    public HashSet<string> Pairs { get; } = [];

    /// <summary>Whether it is about the transfers inside a service.</summary>
    public bool IsInside { get; init; }

    /// <summary>Whether the packets must not arrive.</summary>
    public bool IsIsolation => Condition is null;

    public IEnumerable<PacketClass> Classes(PlannedState state) => state.Classes(From, To).Where(c => c.Is(Traffic, Backward));
}

/// <summary>Derives duties from rules over the planned nodes of every subject.</summary>
internal static class DutyBook
{
    public static IReadOnlyList<Duty> Of(PlannedState state) => Of(state, state.Hard);

    /// <summary>Isolations among the duties, and preferred ones besides: a plan that takes those up was asked to as well.</summary>
    public static IEnumerable<Duty> Isolations(PlannedState state, IReadOnlyList<Duty> duties)
    {
        var wished = state.Rules.Where(r => !r.Rule.IsHard && r.Rule is IsolationRule).ToList();
        return duties.Concat(wished.Count == 0 ? [] : Of(state, wished)).Where(d => d.IsIsolation);
    }

    public static IReadOnlyList<Duty> Of(PlannedState state, IEnumerable<BoundRule> rules)
    {
        var duties = new Dictionary<(BoundRule, string, string, bool, bool), Duty>(new ByRule());
        foreach (var bound in rules)
        {
            switch (bound.Rule)
            {
                case PathRule rule:
                    Path(state, bound, rule, duties);
                    break;
                case IsolationRule rule:
                    Isolation(state, bound, rule, duties);
                    break;
                case ServiceRule { Transfers: { } transfers } rule:
                    foreach (var service in rule.Services.Of(state.Site).OfType<Service>()) Inside(state, bound, transfers, service, duties);
                    break;
            }
        }

        foreach (var duty in duties.Values) state.Name(duty.From, duty.To, duty.Traffic);
        return [.. duties.Values];
    }

    private static void Path(PlannedState state, BoundRule bound, PathRule rule, Dictionary<(BoundRule, string, string, bool, bool), Duty> duties)
    {
        var (senders, receivers) = (rule.From.Of(state.Site), rule.To.Of(state.Site));
        var order = state.Site.Subjects.Select((s, i) => (s.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        var back = rule.Through.Reverse().ToList();
        foreach (var x in senders)
        {
            if (x is Service service && receivers.Contains(service)) Inside(state, bound, rule.Condition, service, duties);
            foreach (var y in receivers.Where(y => y.Name != x.Name))
            {
                // Where both sides hold both subjects, waypoints are in the order seen from the first of the site.
                if (rule.Traffic?.Port is null && order[x.Name] > order[y.Name] && senders.Contains(y) && receivers.Contains(x)) continue;
                foreach (var u in state.NodesOf(x))
                {
                    foreach (var v in state.NodesOf(y).Where(v => v.Name != u.Name))
                    {
                        Add(duties, new Duty(bound, u, v, rule.Traffic, false, rule.Condition, rule.Through, rule.MaxLatencyMs, rule.MaxHops, $"{x.Name} -> {y.Name}"), x, y);
                        Add(duties, new Duty(bound, v, u, rule.Traffic, true, rule.Condition, back, rule.MaxLatencyMs, rule.MaxHops, $"{y.Name} -> {x.Name}"), x, y);
                    }
                }
            }
        }
    }

    private static void Inside(PlannedState state, BoundRule bound, PathCondition condition, Service service, Dictionary<(BoundRule, string, string, bool, bool), Duty> duties)
    {
        var nodes = state.NodesOf(service);
        foreach (var u in nodes)
        {
            foreach (var v in nodes.Where(v => v.Name != u.Name))
            {
                Add(duties, new Duty(bound, u, v, null, false, condition, [], null, null, $"inside {service.Name}") { IsInside = true }, service, service);
            }
        }
    }

    private static void Isolation(PlannedState state, BoundRule bound, IsolationRule rule, Dictionary<(BoundRule, string, string, bool, bool), Duty> duties)
    {
        var others = rule.B.Of(state.Site);
        foreach (var x in rule.A.Of(state.Site))
        {
            foreach (var y in others.Where(y => y.Name != x.Name))
            {
                foreach (var u in state.NodesOf(x))
                {
                    foreach (var v in state.NodesOf(y).Where(v => v.Name != u.Name && v.Attach is not null && u.Attach is not null))
                    {
                        Add(duties, new Duty(bound, u, v, rule.Traffic, false, null, [], null, null, $"{x.Name} -> {y.Name}"), x, y);
                        if (!rule.OneWay) Add(duties, new Duty(bound, v, u, rule.Traffic, true, null, [], null, null, $"{y.Name} -> {x.Name}"), x, y);
                    }
                }
            }
        }
    }

    private static void Add(Dictionary<(BoundRule, string, string, bool, bool), Duty> duties, Duty duty, ISubject x, ISubject y)
    {
        var key = (duty.Source, duty.From.Name, duty.To.Name, duty.Backward, x.Name == y.Name);
        if (!duties.TryGetValue(key, out var known)) duties[key] = known = duty;
        known.Pairs.Add(string.CompareOrdinal(x.Name, y.Name) < 0 ? $"{x.Name} {y.Name}" : $"{y.Name} {x.Name}");
    }

    private sealed class ByRule : IEqualityComparer<(BoundRule Rule, string From, string To, bool Backward, bool Inside)>
    {
        public bool Equals((BoundRule Rule, string From, string To, bool Backward, bool Inside) x, (BoundRule Rule, string From, string To, bool Backward, bool Inside) y) =>
            ReferenceEquals(x.Rule, y.Rule) && x.From == y.From && x.To == y.To && x.Backward == y.Backward && x.Inside == y.Inside;

        public int GetHashCode((BoundRule Rule, string From, string To, bool Backward, bool Inside) key) =>
            HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(key.Rule), key.From, key.To, key.Backward, key.Inside);
    }
}

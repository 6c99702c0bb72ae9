using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Proof;

/// <summary>Packets from one node to another that a hard rule speaks of, in one direction.</summary>
/// <param name="IntentId">Whose rule.</param>
/// <param name="RuleIndex">Which rule of its policy, counted from 0.</param>
/// <param name="FromSubject">Who sends.</param>
/// <param name="ToSubject">Who receives.</param>
/// <param name="From">Node of the sender.</param>
/// <param name="To">Node of the receiver.</param>
/// <param name="Cell">Which packets.</param>
/// <param name="Condition">What the elements on the way must satisfy; null when no such packet may arrive.</param>
/// <param name="Through">Waypoints in the order of travel.</param>
/// <param name="MaxLatencyMs">Bound on the sum of link latencies.</param>
/// <param name="MaxHops">Bound on the links crossed.</param>
internal sealed record ProtectedFlow(
    long IntentId, int RuleIndex, string FromSubject, string ToSubject, Node From, Node To, TrafficCell Cell,
    PathCondition? Condition, IReadOnlyList<LabelExpression> Through, double? MaxLatencyMs, int? MaxHops)
{
    public bool Isolated => Condition is null;

    /// <summary>Whether a mixture of two ways that hold may not hold itself.</summary>
    public bool AsksWholeWay => Through.Count > 0 || MaxLatencyMs is not null || MaxHops is not null;
}

/// <summary>Brings the path, isolation and service rules of intents down to packets between nodes.</summary>
internal static class ProtectedFlows
{
    /// <summary>Flows of the hard rules in force at that moment.</summary>
    /// <param name="nodesOf">Where each subject stands, or may stand while things move.</param>
    public static IReadOnlyList<ProtectedFlow> Of(Site site, IEnumerable<ActiveIntent> intents, DateTimeOffset at, Func<ISubject, IReadOnlyList<Node>> nodesOf)
    {
        var flows = new HashSet<ProtectedFlow>(ByMeaning.Instance);
        var result = new List<ProtectedFlow>();
        foreach (var intent in intents)
        {
            for (var i = 0; i < intent.Policy.Rules.Count; i++)
            {
                var rule = intent.Policy.Rules[i];
                if (!rule.IsHard || !rule.InForce(at)) continue;
                foreach (var flow in Of(site, intent.Id, i, rule, nodesOf))
                {
                    if (flows.Add(flow)) result.Add(flow);
                }
            }
        }

        return result;
    }

    public static Func<ISubject, IReadOnlyList<Node>> Standing(Site site) => s => [.. s.StandsOn.Select(site.FindNode).OfType<Node>()];

    private static IEnumerable<ProtectedFlow> Of(Site site, long intentId, int index, Rule rule, Func<ISubject, IReadOnlyList<Node>> nodesOf) => rule switch
    {
        PathRule path =>
            from x in path.From.Of(site)
            from y in path.To.Of(site)
            from flow in x.Name != y.Name ? Both(intentId, index, path, x, y, nodesOf) : x is Service s ? Inside(intentId, index, path.Condition, s, nodesOf) : []
            select flow,
        IsolationRule isolation =>
            from x in isolation.A.Of(site)
            from y in isolation.B.Of(site)
            where x.Name != y.Name
            from flow in Apart(intentId, index, isolation, x, y, nodesOf)
            select flow,
        ServiceRule { Transfers: { } transfers } service =>
            from s in service.Services.Of(site).OfType<Service>()
            from flow in Inside(intentId, index, transfers, s, nodesOf)
            select flow,
        _ => [],
    };

    private static IEnumerable<ProtectedFlow> Both(long intentId, int index, PathRule rule, ISubject x, ISubject y, Func<ISubject, IReadOnlyList<Node>> nodesOf)
    {
        IReadOnlyList<LabelExpression> back = [.. rule.Through.Reverse()];
        foreach (var (a, b) in Product(nodesOf(x), nodesOf(y)))
        {
            yield return new(intentId, index, x.Name, y.Name, a, b, TrafficCell.Of(rule.Traffic, back: false), rule.Condition, rule.Through, rule.MaxLatencyMs, rule.MaxHops);
            yield return new(intentId, index, y.Name, x.Name, b, a, TrafficCell.Of(rule.Traffic, back: true), rule.Condition, back, rule.MaxLatencyMs, rule.MaxHops);
        }
    }

    private static IEnumerable<ProtectedFlow> Apart(long intentId, int index, IsolationRule rule, ISubject x, ISubject y, Func<ISubject, IReadOnlyList<Node>> nodesOf)
    {
        foreach (var (a, b) in Product(nodesOf(x), nodesOf(y)))
        {
            yield return new(intentId, index, x.Name, y.Name, a, b, TrafficCell.Of(rule.Traffic, back: false), null, [], null, null);
            if (!rule.OneWay) yield return new(intentId, index, y.Name, x.Name, b, a, TrafficCell.Of(rule.Traffic, back: true), null, [], null, null);
        }
    }

    // Stages talk to their neighbours and the head to all of them; which pairs those are changes with every move.
    private static IEnumerable<ProtectedFlow> Inside(long intentId, int index, PathCondition condition, Service service, Func<ISubject, IReadOnlyList<Node>> nodesOf)
    {
        var nodes = nodesOf(service);
        return Product(nodes, nodes).Where(p => p.A.Name != p.B.Name)
            .Select(p => new ProtectedFlow(intentId, index, service.Name, service.Name, p.A, p.B, default, condition, [], null, null));
    }

    private static IEnumerable<(Node A, Node B)> Product(IReadOnlyList<Node> left, IReadOnlyList<Node> right) =>
        left.SelectMany(_ => right, (a, b) => (a, b));

    // Groups that overlap meet both ways round and would be proved twice.
    private sealed class ByMeaning : IEqualityComparer<ProtectedFlow>
    {
        public static readonly ByMeaning Instance = new();

        public bool Equals(ProtectedFlow? x, ProtectedFlow? y) =>
            x!.IntentId == y!.IntentId && x.RuleIndex == y.RuleIndex && x.FromSubject == y.FromSubject && x.ToSubject == y.ToSubject
            && x.From.Name == y.From.Name && x.To.Name == y.To.Name && x.Cell == y.Cell && x.Through.SequenceEqual(y.Through);

        public int GetHashCode(ProtectedFlow f) => HashCode.Combine(f.IntentId, f.RuleIndex, f.FromSubject, f.ToSubject, f.From.Name, f.To.Name, f.Cell);
    }
}

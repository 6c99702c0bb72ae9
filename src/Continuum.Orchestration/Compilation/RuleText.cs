using System.Globalization;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>A rule in short, for details of checks and for conflicts. The policy in words is printed elsewhere.</summary>
internal static class RuleText
{
    public static string Of(BoundRule bound) => string.Create(CultureInfo.InvariantCulture, $"\"{Of(bound.Rule)}\" (intent {bound.IntentId})");

    public static string Of(Rule rule) => (rule.IsHard ? "" : "preferably ") + rule switch
    {
        PlacementRule p => $"{Of(p.Subjects)} on {Places(p)}",
        PathRule p => $"{Traffic(p.Traffic)}{Of(p.From)} to {Of(p.To)}{Ways(p)}",
        IsolationRule i => $"{Traffic(i.Traffic)}{Of(i.A)} may not reach {Of(i.B)}{(i.OneWay ? "" : " nor back")}",
        ServiceRule s => $"{Of(s.Services)}{Serves(s)}",
        _ => rule.ToString(),
    };

    public static string Of(Selector selector) =>
        string.Join(", ", selector.Terms.Select(Of)) + (selector.Except.Count == 0 ? "" : $" except {string.Join(", ", selector.Except.Select(Of))}");

    public static string Of(LabelExpression? expression) => expression switch
    {
        null => "anything",
        AllOf { Items.Count: 0 } => "anything",
        AnyOf { Items.Count: 0 } => "nothing",
        AllOf all => string.Join(" and ", all.Items.Select(i => i is AnyOf { Items.Count: > 1 } ? $"({Of(i)})" : Of(i))),
        AnyOf any => string.Join(" or ", any.Items.Select(Of)),
        LabelTest { Op: LabelOperator.In } t => $"{t.Key} {string.Join("/", t.Values)}",
        LabelTest { Op: LabelOperator.NotIn } t => $"{t.Key} not {string.Join("/", t.Values)}",
        LabelTest { Op: LabelOperator.Exists } t => $"{t.Key} set",
        LabelTest { Op: LabelOperator.DoesNotExist } t => $"{t.Key} not set",
        LabelTest t => $"{t.Key} {(t.Op == LabelOperator.Gt ? "above" : "below")} {string.Join("/", t.Values)}",
        _ => expression.ToString(),
    };

    public static string Of(Objective objective) =>
        string.Create(CultureInfo.InvariantCulture, $"p{objective.Percentile} {objective.Metric switch { ObjectiveMetric.Ttft => "TTFT", ObjectiveMetric.Tpot => "TPOT", ObjectiveMetric.E2E => "E2E", _ => "throughput" }} {(objective.Metric == ObjectiveMetric.Throughput ? "at least" : "at most")} {objective.Bound} {(objective.Metric == ObjectiveMetric.Throughput ? "tokens/s" : "ms")}");

    private static string Of(SelectorTerm term)
    {
        string[] parts =
        [
            .. new[] { term.Name, term.Labels is null ? null : Of(term.Labels), term.Namespace is null ? null : $"namespace {term.Namespace}" }.OfType<string>(),
        ];
        if (parts.Length > 0) return string.Join(" with ", parts);
        return term.Kind switch { SubjectKind.Workload => "every workload", SubjectKind.Service => "every service", _ => "everything" };
    }

    private static string Places(PlacementRule rule)
    {
        var nodes = rule.Nodes is null ? "nodes" : $"nodes with {Of(rule.Nodes)}";
        var domain = rule.Topology switch { Topology.Zone => "zone", Topology.Region => "region", _ => "node" };
        return rule.Arrangement switch
        {
            Arrangement.Spread => $"{nodes}, replicas each on its own {domain}",
            Arrangement.Colocate => $"{nodes}, all on one {domain}",
            Arrangement.Separate => $"{nodes}, no two on one {domain}",
            _ => nodes,
        };
    }

    private static string Ways(PathRule rule)
    {
        var parts = new List<string>();
        Condition(rule.Condition, parts);
        if (rule.Through.Count > 0) parts.Add("through " + string.Join(" then ", rule.Through.Select(Of)));
        if (rule.MaxLatencyMs is { } ms) parts.Add(string.Create(CultureInfo.InvariantCulture, $"within {ms} ms"));
        if (rule.MaxHops is { } hops) parts.Add(string.Create(CultureInfo.InvariantCulture, $"over at most {hops} links"));
        return parts.Count == 0 ? "" : " " + string.Join(", ", parts);
    }

    private static string Serves(ServiceRule rule)
    {
        var parts = new List<string>();
        if (rule.Nodes is not null) parts.Add($"{(rule.Parts == ServiceParts.Head ? "head" : rule.Parts == ServiceParts.Stages ? "stages" : "head and stages")} on nodes with {Of(rule.Nodes)}");
        if (rule.Transfers is not null) Condition(rule.Transfers, parts);
        parts.AddRange(rule.Objectives.Select(Of));
        return parts.Count == 0 ? "" : " " + string.Join(", ", parts);
    }

    private static void Condition(PathCondition condition, List<string> parts)
    {
        if (condition.Switches is { } switches) parts.Add($"over switches with {Of(switches)}");
        if (condition.Links is { } links) parts.Add($"over links with {Of(links)}");
        if (condition.LabelledLinks is { } labelled) parts.Add($"over labelled links with {Of(labelled)}");
        if (condition.EndNodes is { } ends) parts.Add($"between nodes with {Of(ends)}");
    }

    private static string Traffic(TrafficClass? traffic) =>
        traffic is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{traffic.Protocol.ToString().ToUpperInvariant()}{(traffic.Port is { } port ? $"/{port}" : "")} of ");
}

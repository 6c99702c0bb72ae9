using System.Globalization;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Dashboard.CommandLine;

/// <summary>A policy in words, a line each rule, with the subjects and nodes that it resolves to.</summary>
internal static class PolicyWords
{
    public static string Of(Policy policy, Site site) => string.Join('\n', policy.Rules.Select(r => Of(r, site)));

    private static string Of(Rule rule, Site site) => (rule.IsHard ? "" : "Preferably: ") + rule switch
    {
        PlacementRule p => $"{Names(p.Subjects, site)} {Where(p.Nodes, site)}{(p.Arrangement is { } a ? $", {a.ToString().ToLowerInvariant()} over {p.Topology.ToString().ToLowerInvariant()}s" : "")}",
        PathRule p => $"{Class(p.Traffic)} between {Names(p.From, site)} and {Names(p.To, site)}{Way(p, site)}",
        IsolationRule i => $"{Class(i.Traffic)} {(i.OneWay ? "from" : "between")} {Names(i.A, site)} {(i.OneWay ? "to" : "and")} {Names(i.B, site)} is dropped",
        ServiceRule s => $"{Names(s.Services, site)}{(s.Parts == ServiceParts.All ? "" : $" ({s.Parts.ToString().ToLowerInvariant()})")} {Where(s.Nodes, site)}{Transfers(s.Transfers)}{Promises(s)}",
        _ => rule.ToString(),
    } + Window(rule.Validity) + ".";

    private static string Names(Selector selector, Site site) =>
        selector.Of(site).Select(s => s.Name).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "nothing on this site";

    private static string Where(LabelExpression? nodes, Site site) => nodes is null ? "on any node" : $"on nodes with {Text(nodes)} ({Listed(site.Nodes.Where(nodes.Admits))})";

    private static string Listed(IEnumerable<ILabelled> elements) => string.Join(", ", elements.Select(e => e.Name)) is { Length: > 0 } names ? names : "none";

    private static string Way(PathRule rule, Site site)
    {
        var condition = rule.Condition;
        List<string> parts = [];
        if (condition.Switches is { } switches) parts.Add($"over switches with {Text(switches)} ({Listed(site.Switches.Where(switches.Admits))})");
        if (condition.Links is { } links) parts.Add($"over links with {Text(links)} ({Listed(site.Links.Where(links.Admits))})");
        if (condition.LabelledLinks is { } labelled) parts.Add($"over links that, where labelled so, have {Text(labelled)}");
        if (condition.EndNodes is { } ends) parts.Add($"between nodes with {Text(ends)}");
        if (rule.Through.Count > 0) parts.Add("through " + string.Join(", then ", rule.Through.Select(t => string.Join(" or ", site.Switches.Where(t.Admits).Select(s => s.Name)))));
        if (rule.MaxLatencyMs is { } latency) parts.Add(string.Create(CultureInfo.InvariantCulture, $"within {latency} ms one way"));
        if (rule.MaxHops is { } hops) parts.Add($"over at most {hops} links");
        return parts.Count == 0 ? "" : ": " + string.Join("; ", parts);
    }

    private static string Transfers(PathCondition? transfers) => transfers switch
    {
        null => "",
        { Switches: { } switches } => $", transfers over switches with {Text(switches)}",
        { Links: { } links } => $", transfers over links with {Text(links)}",
        _ => ", transfers restricted",
    };

    private static string Promises(ServiceRule rule) => string.Concat(rule.Objectives.Select(o =>
        string.Create(CultureInfo.InvariantCulture, $", {o.Metric.ToString().ToUpperInvariant()} p{o.Percentile} {(o.Metric == ObjectiveMetric.Throughput ? "at least" : "at most")} {o.Bound}")))
        + (rule.WhileIllegal == WhileIllegal.Refuse ? ", requests are refused until then" : "");

    private static string Class(TrafficClass? traffic) =>
        traffic is null ? "All traffic" : $"{traffic.Protocol.ToString().ToUpperInvariant()}{(traffic.Port is { } port ? $" {port}" : "")}";

    private static string Window(Validity? validity) => validity is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{(validity.From is { } from ? $", from {from:yyyy-MM-dd HH:mm zzz}" : "")}{(validity.Until is { } until ? $", until {until:yyyy-MM-dd HH:mm zzz}" : "")}");

    private static string Text(LabelExpression expression) => expression switch
    {
        AllOf all => string.Join(" and ", all.Items.Select(i => i is AnyOf ? $"({Text(i)})" : Text(i))),
        AnyOf any => string.Join(" or ", any.Items.Select(Text)),
        LabelTest t => $"{t.Key} {t.Op switch { LabelOperator.In => "", LabelOperator.NotIn => "not ", LabelOperator.Gt => "above ", LabelOperator.Lt => "below ", LabelOperator.Exists => "stated", _ => "not stated" }}{string.Join("/", t.Values)}",
        _ => expression.ToString(),
    };
}

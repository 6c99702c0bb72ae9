using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Tests.Offline;

/// <summary>Policies as short lines, so that a table of sentences reads side by side with what they mean.</summary>
internal static class Shorthand
{
    /// <summary>The rules, one a line; "? question" when there is none.</summary>
    public static string Of(Understanding understanding) =>
        understanding.Policy is { } policy ? string.Join('\n', policy.Rules.Select(Of)) : "? " + understanding.Question?.Text;

    private static string Of(Rule rule)
    {
        var text = rule switch
        {
            PlacementRule p => $"{Of(p.Subjects)} on {Of(p.Nodes)}" + (p.Arrangement is { } a ? $" {a} {p.Topology}".ToLowerInvariant() : ""),
            PathRule p => $"{Of(p.From)} ~ {Of(p.To)}{Of(p.Traffic)} {Of(p.Condition)}"
                + (p.Through.Count > 0 ? " via " + string.Join(" then ", p.Through.Select(Of)) : "")
                + (p.MaxLatencyMs is { } ms ? FormattableString.Invariant($" {ms}ms") : "") + (p.MaxHops is { } hops ? $" {hops}hops" : ""),
            IsolationRule i => $"{Of(i.A)} {(i.OneWay ? "-/>" : "</>")} {Of(i.B)}{Of(i.Traffic)}",
            ServiceRule s => $"service {Of(s.Services)} {(s.Parts == ServiceParts.All ? "" : s.Parts.ToString().ToLowerInvariant() + " ")}on {Of(s.Nodes)}"
                + (s.Transfers is { } t ? $" transfers {Of(t)}" : "")
                + string.Concat(s.Objectives.Select(o => FormattableString.Invariant($" {o.Metric} {o.Bound} p{o.Percentile}")))
                + (s.RequestClass is { } c ? $" requests {c}" : "") + (s.WhileIllegal == WhileIllegal.Refuse ? " refuse" : ""),
            _ => rule.ToString(),
        };
        if (rule.PreferredPriority is { } priority) text += $" preferred {priority}";
        if (rule.Validity is { } v) text += FormattableString.Invariant($" [{v.From:yyyy-MM-dd'T'HH:mm} {v.Until:yyyy-MM-dd'T'HH:mm}]");
        return text;
    }

    private static string Of(Selector selector) =>
        string.Join("+", selector.Terms.Select(Of)) + (selector.Except.Count > 0 ? "\\" + string.Join("+", selector.Except.Select(Of)) : "");

    private static string Of(SelectorTerm term)
    {
        string?[] parts = [term.Name, term.Labels is null ? null : Of(term.Labels), term.Namespace is null ? null : "ns:" + term.Namespace, term.Kind == SubjectKind.Any ? null : term.Kind.ToString().ToLowerInvariant()];
        var text = string.Join("&", parts.Where(p => p is not null));
        return text.Length == 0 ? "*" : text;
    }

    private static string Of(TrafficClass? traffic) => traffic is null ? "" : $" {traffic.Protocol}{traffic.Port}".ToLowerInvariant();

    private static string Of(PathCondition condition)
    {
        string?[] parts =
        [
            condition.Switches is null ? null : "switches " + Of(condition.Switches),
            condition.Links is null ? null : "links " + Of(condition.Links),
            condition.LabelledLinks is null ? null : "labelled " + Of(condition.LabelledLinks),
            condition.EndNodes is null ? null : "ends " + Of(condition.EndNodes),
        ];
        return "{" + string.Join("; ", parts.Where(p => p is not null)) + "}";
    }

    private static string Of(LabelExpression? expression) => expression switch
    {
        null => "any",
        AllOf all => "(" + string.Join(" & ", all.Items.Select(Of)) + ")",
        AnyOf any => "(" + string.Join(" | ", any.Items.Select(Of)) + ")",
        LabelTest { Op: LabelOperator.In } t => $"{t.Key}={string.Join('|', t.Values)}",
        LabelTest { Op: LabelOperator.NotIn } t => $"{t.Key}!={string.Join('|', t.Values)}",
        LabelTest { Op: LabelOperator.Gt } t => $"{t.Key}>{t.Values[0]}",
        LabelTest { Op: LabelOperator.Lt } t => $"{t.Key}<{t.Values[0]}",
        LabelTest { Op: LabelOperator.Exists } t => $"has {t.Key}",
        LabelTest t => $"no {t.Key}",
        _ => expression.ToString(),
    };
}

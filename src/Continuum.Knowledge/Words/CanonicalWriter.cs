using System.Globalization;
using System.Text;
using Continuum.Core.Policies;

namespace Continuum.Knowledge.Words;

/// <summary>Writes policies in controlled English that <see cref="CanonicalReader"/> reads back to the same policy.</summary>
internal static class CanonicalWriter
{
    public static string Write(Policy policy) => string.Join('\n', policy.Rules.Select(Write));

    private static string Write(Rule rule)
    {
        var text = new StringBuilder();
        if (rule.PreferredPriority is { } priority) text.Append(CultureInfo.InvariantCulture, $"Preferably with priority {priority}: ");
        text.Append(rule switch
        {
            PlacementRule p => Placement(p),
            PathRule p => Path(p),
            IsolationRule i => $"{Traffic(i.Traffic)} {(i.OneWay ? "from" : "between")} {Selector(i.A)} {(i.OneWay ? "to" : "and")} {Selector(i.B)} is forbidden",
            ServiceRule s => Service(s),
            _ => throw new InvalidOperationException($"Unknown rule {rule.GetType().Name}."),
        });
        if (rule.Validity is { } validity)
        {
            text.Append(", in force");
            if (validity.From is { } from) text.Append(CultureInfo.InvariantCulture, $" from {from:O}");
            if (validity.Until is { } until) text.Append(CultureInfo.InvariantCulture, $" until {until:O}");
            if (validity is { From: null, Until: null }) text.Append(" always");
        }

        return text.Append('.').ToString();
    }

    private static string Placement(PlacementRule rule)
    {
        var where = rule.Nodes is null ? "on any nodes" : $"on nodes with {Expression(rule.Nodes)}";
        var how = rule.Arrangement switch
        {
            Arrangement.Spread => $", spread over {Plural(rule.Topology)}",
            Arrangement.Colocate => $", together on one {rule.Topology.ToString().ToLowerInvariant()}",
            Arrangement.Separate => $", apart on different {Plural(rule.Topology)}",
            _ => rule.Topology == Topology.Node ? "" : $", over {Plural(rule.Topology)}",
        };
        return $"{Selector(rule.Subjects)} must run {where}{how}";
    }

    private static string Path(PathRule rule)
    {
        List<string> parts = [.. Condition(rule.Condition)];
        if (rule.Through.Count > 0) parts.Add("pass switches with " + string.Join(" then ", rule.Through.Select(Expression)));
        if (rule.MaxLatencyMs is { } latency) parts.Add($"take at most {Number(latency)} ms");
        if (rule.MaxHops is { } hops) parts.Add(string.Create(CultureInfo.InvariantCulture, $"take at most {hops} hops"));
        return $"{Traffic(rule.Traffic)} between {Selector(rule.From)} and {Selector(rule.To)} must travel{Joined(parts)}";
    }

    private static IEnumerable<string> Condition(PathCondition condition)
    {
        if (condition.Switches is { } switches) yield return $"cross only switches with {Expression(switches)}";
        if (condition.Links is { } links) yield return $"use only links with {Expression(links)}";
        if (condition.LabelledLinks is { } labelled) yield return $"use only links that, where labelled, have {Expression(labelled)}";
        if (condition.EndNodes is { } ends) yield return $"end only at nodes with {Expression(ends)}";
    }

    private static string Service(ServiceRule rule)
    {
        List<string> parts = [];
        var part = rule.Parts switch { ServiceParts.Head => "head", ServiceParts.Stages => "stages", ServiceParts.None => "nothing", _ => "head and stages" };
        parts.Add(rule.Nodes is null ? $"keep {part} on any nodes" : $"keep {part} on nodes with {Expression(rule.Nodes)}");
        if (rule.Transfers is { } transfers) parts.Add($"send transfers [{string.Join("; ", Condition(transfers))}]");
        parts.AddRange(rule.Objectives.Select(o => string.Create(CultureInfo.InvariantCulture, $"answer with {Metric(o.Metric)} {Number(o.Bound)} at p{o.Percentile}")));
        if (rule.RequestClass is { } requests) parts.Add($"count requests of class {Word(requests)}");
        parts.Add(rule.WhileIllegal == WhileIllegal.Refuse ? "refuse requests while illegal" : "hold requests while illegal");
        return $"The service of {Selector(rule.Services)} must{Joined(parts)}";
    }

    private static string Joined(IReadOnlyList<string> parts) => parts.Count == 0 ? "" : " " + string.Join("; ", parts);

    public static string Metric(ObjectiveMetric metric) => metric switch
    {
        ObjectiveMetric.Ttft => "time to first token at most",
        ObjectiveMetric.Tpot => "time per output token at most",
        ObjectiveMetric.E2E => "time of the whole answer at most",
        _ => "tokens per second at least",
    };

    private static string Traffic(TrafficClass? traffic) => traffic is null ? "All traffic"
        : traffic.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{traffic.Protocol.ToString().ToUpperInvariant()} port {port} traffic")
        : $"{traffic.Protocol.ToString().ToUpperInvariant()} traffic";

    private static string Selector(Selector selector)
    {
        var text = selector.Terms.Count == 0 ? "none" : string.Join(" plus ", selector.Terms.Select(Term));
        return selector.Except.Count == 0 ? text : $"{text} except {string.Join(" plus ", selector.Except.Select(Term))}";
    }

    private static string Term(SelectorTerm term)
    {
        if (term is { Name: { } name, Labels: null, Namespace: null, Kind: SubjectKind.Any }) return Word(name);
        var text = new StringBuilder(term.Kind switch { SubjectKind.Workload => "every workload", SubjectKind.Service => "every service", _ => "everything" });
        if (term.Name is { } called) text.Append(" named ").Append(Word(called));
        if (term.Labels is { } labels) text.Append(" with ").Append(Expression(labels));
        if (term.Namespace is { } space) text.Append(" in namespace ").Append(Word(space));
        return text.ToString();
    }

    private static string Expression(LabelExpression expression) => expression switch
    {
        AllOf all => $"all of ({string.Join(", ", all.Items.Select(Expression))})",
        AnyOf any => $"any of ({string.Join(", ", any.Items.Select(Expression))})",
        LabelTest { Op: LabelOperator.Exists, Values.Count: 0 } t => $"{Word(t.Key)} set",
        LabelTest { Op: LabelOperator.DoesNotExist, Values.Count: 0 } t => $"{Word(t.Key)} unset",
        LabelTest t => $"{Word(t.Key)} {Operator(t.Op)} [{string.Join(", ", t.Values.Select(Word))}]",
        _ => throw new InvalidOperationException($"Unknown condition {expression.GetType().Name}."),
    };

    public static string Operator(LabelOperator op) => op switch
    {
        LabelOperator.In => "in",
        LabelOperator.NotIn => "not in",
        LabelOperator.Gt => "above",
        LabelOperator.Lt => "below",
        LabelOperator.Exists => "set among",
        _ => "unset among",
    };

    public static string Plural(Topology topology) => topology.ToString().ToLowerInvariant() + "s";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    // A plain word stands as it is; anything else, and the words of the grammar, in quotation marks.
    private static string Word(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '<' or '>') && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.' && !CanonicalReader.Reserved.Contains(text)
            ? text
            : "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}

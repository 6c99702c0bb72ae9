using System.Globalization;
using System.Text;
using Continuum.Core.Policies;

namespace Continuum.Knowledge.Words;

/// <summary>Reads what <see cref="CanonicalWriter"/> writes, and nothing else.</summary>
internal sealed class CanonicalReader
{
    /// <summary>Words that a name must not be mistaken for.</summary>
    public static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "none", "everything", "every", "The", "All", "Preferably", "all", "any", "TCP", "UDP", "ICMP" };

    private readonly string text;
    private int at;

    private CanonicalReader(string text) => this.text = text;

    /// <summary>The policy, or null when the text is anything but canonical sentences.</summary>
    public static Policy? TryRead(string text)
    {
        if (!text.TrimEnd().EndsWith('.') || !(text.Contains(" must ", StringComparison.Ordinal) || text.Contains(" is forbidden", StringComparison.Ordinal))) return null;
        var reader = new CanonicalReader(text.Trim());
        var rules = new List<Rule>();
        while (reader.at < reader.text.Length)
        {
            if (reader.Rule() is not { } rule) return null;
            rules.Add(rule);
            reader.Blank();
        }

        return rules.Count == 0 ? null : new Policy(rules);
    }

    private Rule? Rule()
    {
        int? priority = null;
        if (Take("Preferably with priority "))
        {
            if (Integer() is not { } p || !Take(": ")) return null;
            priority = p;
        }

        var rule = Take("The service of ") ? Service() : TrafficFirst(out var traffic) ? OfTraffic(traffic) : Placement();
        if (rule is null) return null;
        if (Take(", in force"))
        {
            DateTimeOffset? from = null, until = null;
            if (!Take(" always"))
            {
                if (Take(" from ") && (from = Moment()) is null) return null;
                if (Take(" until ") && (until = Moment()) is null) return null;
                if (from is null && until is null) return null;
            }

            rule = rule with { Validity = new Validity(from, until) };
        }

        return Take(".") ? rule with { PreferredPriority = priority } : null;
    }

    private PlacementRule? Placement()
    {
        if (Selector() is not { } subjects || !Take(" must run ")) return null;
        LabelExpression? nodes = null;
        if (Take("on nodes with "))
        {
            if ((nodes = Expression()) is null) return null;
        }
        else if (!Take("on any nodes"))
        {
            return null;
        }

        Arrangement? arrangement = null;
        var topology = Topology.Node;
        if (Take(", spread over "))
        {
            arrangement = Arrangement.Spread;
            if (!PluralTopology(out topology)) return null;
        }
        else if (Take(", together on one "))
        {
            arrangement = Arrangement.Colocate;
            if (Take("node")) topology = Topology.Node;
            else if (Take("zone")) topology = Topology.Zone;
            else if (Take("region")) topology = Topology.Region;
            else return null;
        }
        else if (Take(", apart on different "))
        {
            arrangement = Arrangement.Separate;
            if (!PluralTopology(out topology)) return null;
        }
        else if (Take(", over ") && !PluralTopology(out topology))
        {
            return null;
        }

        return new PlacementRule { Subjects = subjects, Nodes = nodes, Arrangement = arrangement, Topology = topology };
    }

    private bool PluralTopology(out Topology topology)
    {
        foreach (var value in Enum.GetValues<Topology>())
        {
            topology = value;
            if (Take(CanonicalWriter.Plural(value))) return true;
        }

        topology = default;
        return false;
    }

    private bool TrafficFirst(out TrafficClass? traffic)
    {
        traffic = null;
        if (Take("All traffic ")) return true;
        foreach (var protocol in Enum.GetValues<IpProtocol>())
        {
            var name = protocol.ToString().ToUpperInvariant();
            if (Take(name + " traffic "))
            {
                traffic = new TrafficClass(protocol, null);
                return true;
            }

            if (Take(name + " port ") && Integer() is { } port && Take(" traffic "))
            {
                traffic = new TrafficClass(protocol, port);
                return true;
            }
        }

        return false;
    }

    private Rule? OfTraffic(TrafficClass? traffic)
    {
        var oneWay = Take("from ");
        if (!oneWay && !Take("between ")) return null;
        if (Selector() is not { } a || !Take(oneWay ? " to " : " and ") || Selector() is not { } b) return null;
        if (Take(" is forbidden")) return new IsolationRule { A = a, B = b, Traffic = traffic, OneWay = oneWay };
        if (oneWay || !Take(" must travel")) return null;
        var rule = new PathRule { From = a, To = b, Traffic = traffic };
        if (!Take(" ")) return rule;
        do
        {
            if (Take("pass switches with "))
            {
                var through = new List<LabelExpression>();
                do
                {
                    if (Expression() is not { } step) return null;
                    through.Add(step);
                }
                while (Take(" then "));
                rule = rule with { Through = through };
            }
            else if (Take("take at most "))
            {
                if (Number() is not { } bound) return null;
                if (Take(" ms")) rule = rule with { MaxLatencyMs = bound };
                else if (Take(" hops") && bound == Math.Floor(bound)) rule = rule with { MaxHops = (int)bound };
                else return null;
            }
            else if (Condition(rule.Condition) is { } condition)
            {
                rule = rule with { Condition = condition };
            }
            else
            {
                return null;
            }
        }
        while (Take("; "));
        return rule;
    }

    private PathCondition? Condition(PathCondition known)
    {
        if (Take("cross only switches with ")) return Expression() is { } e ? known with { Switches = e } : null;
        if (Take("use only links with ")) return Expression() is { } e ? known with { Links = e } : null;
        if (Take("use only links that, where labelled, have ")) return Expression() is { } e ? known with { LabelledLinks = e } : null;
        if (Take("end only at nodes with ")) return Expression() is { } e ? known with { EndNodes = e } : null;
        return null;
    }

    private ServiceRule? Service()
    {
        if (Selector() is not { } services || !Take(" must keep ")) return null;
        var parts = Take("head and stages ") ? ServiceParts.All : Take("head ") ? ServiceParts.Head : Take("stages ") ? ServiceParts.Stages : Take("nothing ") ? ServiceParts.None : (ServiceParts?)null;
        if (parts is null) return null;
        LabelExpression? nodes = null;
        if (Take("on nodes with "))
        {
            if ((nodes = Expression()) is null) return null;
        }
        else if (!Take("on any nodes"))
        {
            return null;
        }

        var rule = new ServiceRule { Services = services, Parts = parts.Value, Nodes = nodes };
        var objectives = new List<Objective>();
        while (Take("; "))
        {
            if (Take("send transfers ["))
            {
                var condition = new PathCondition();
                while (!Take("]"))
                {
                    if (Condition(condition) is not { } next) return null;
                    condition = next;
                    Take("; ");
                }

                rule = rule with { Transfers = condition };
            }
            else if (Take("answer with "))
            {
                if (Metric() is not { } metric || !Take(" ") || Number() is not { } bound || !Take(" at p") || Integer() is not { } percentile) return null;
                objectives.Add(new Objective(metric, bound, percentile));
            }
            else if (Take("count requests of class "))
            {
                if (Word() is not { } requests) return null;
                rule = rule with { RequestClass = requests };
            }
            else if (Take("refuse requests while illegal")) rule = rule with { WhileIllegal = WhileIllegal.Refuse };
            else if (!Take("hold requests while illegal")) return null;
        }

        return rule with { Objectives = objectives };
    }

    private ObjectiveMetric? Metric()
    {
        foreach (var metric in Enum.GetValues<ObjectiveMetric>())
        {
            if (Take(CanonicalWriter.Metric(metric))) return metric;
        }

        return null;
    }

    private Selector? Selector()
    {
        var terms = Terms(allowNone: true);
        if (terms is null) return null;
        List<SelectorTerm>? except = [];
        if (Take(" except ")) except = Terms(allowNone: false);
        return except is null ? null : new Selector(terms, except);
    }

    private List<SelectorTerm>? Terms(bool allowNone)
    {
        if (allowNone && Take("none")) return [];
        var terms = new List<SelectorTerm>();
        do
        {
            if (Term() is not { } term) return null;
            terms.Add(term);
        }
        while (Take(" plus "));
        return terms;
    }

    private SelectorTerm? Term()
    {
        SubjectKind? kind = Take("everything") ? SubjectKind.Any : Take("every workload") ? SubjectKind.Workload : Take("every service") ? SubjectKind.Service : null;
        if (kind is null) return Word() is { } name ? new SelectorTerm { Name = name } : null;
        var term = new SelectorTerm { Kind = kind.Value };
        if (Take(" named "))
        {
            if (Word() is not { } called) return null;
            term = term with { Name = called };
        }

        if (Take(" with "))
        {
            if (Expression() is not { } labels) return null;
            term = term with { Labels = labels };
        }

        if (Take(" in namespace "))
        {
            if (Word() is not { } space) return null;
            term = term with { Namespace = space };
        }

        return term;
    }

    private LabelExpression? Expression()
    {
        if (Take("all of (")) return List() is { } all ? new AllOf(all) : null;
        if (Take("any of (")) return List() is { } any ? new AnyOf(any) : null;
        if (Word() is not { } key || !Take(" ")) return null;
        foreach (var op in new[] { LabelOperator.NotIn, LabelOperator.In, LabelOperator.Gt, LabelOperator.Lt, LabelOperator.Exists, LabelOperator.DoesNotExist })
        {
            if (!Take(CanonicalWriter.Operator(op) + " [")) continue;
            var values = new List<string>();
            while (!Take("]"))
            {
                if (Word() is not { } value) return null;
                values.Add(value);
                Take(", ");
            }

            return new LabelTest(key, op, values);
        }

        return Take("set") ? new LabelTest(key, LabelOperator.Exists, []) : Take("unset") ? new LabelTest(key, LabelOperator.DoesNotExist, []) : null;
    }

    private List<LabelExpression>? List()
    {
        var items = new List<LabelExpression>();
        while (!Take(")"))
        {
            if (Expression() is not { } item) return null;
            items.Add(item);
            Take(", ");
        }

        return items;
    }

    private string? Word()
    {
        if (at < text.Length && text[at] == '"')
        {
            var quoted = new StringBuilder();
            for (var i = at + 1; i < text.Length; i++)
            {
                if (text[i] == '"')
                {
                    at = i + 1;
                    return quoted.ToString();
                }

                if (text[i] == '\\' && i + 1 < text.Length) quoted.Append(text[++i] == 'n' ? '\n' : text[i]);
                else quoted.Append(text[i]);
            }

            return null;
        }

        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '/' or '<' or '>' || (text[end] == '.' && end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1])))) end++;
        if (end == at || Reserved.Contains(text[at..end])) return null;
        var word = text[at..end];
        at = end;
        return word;
    }

    private double? Number()
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '-' or '+' or 'E' || (text[end] == '.' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))) end++;
        if (!double.TryParse(text.AsSpan(at, end - at), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return null;
        at = end;
        return value;
    }

    private int? Integer() => Number() is { } value && value == Math.Floor(value) ? (int)value : null;

    private DateTimeOffset? Moment()
    {
        var end = text.IndexOfAny([' ', '\n'], at);
        if (end < 0) end = text.Length;
        var span = text[at..end].TrimEnd('.');
        if (!DateTimeOffset.TryParseExact(span, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)) return null;
        at += span.Length;
        return moment;
    }

    private bool Take(string expected)
    {
        if (string.CompareOrdinal(text, at, expected, 0, expected.Length) != 0) return false;
        // A whole word: "set" is not the beginning of "settled".
        var end = at + expected.Length;
        if (char.IsAsciiLetterOrDigit(expected[^1]) && end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '_' or '/') && expected is not " at p") return false;
        at = end;
        return true;
    }

    private void Blank()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }
}

using Continuum.Core.Policies;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Reads one rule. Every fault is an error with its place; null when the kind of rule is unknown.</summary>
internal static class RuleReader
{
    public static Rule? Read(Fields fields)
    {
        var type = fields.Text("type");
        Rule? rule = type switch
        {
            "placement" => Placement(fields),
            "path" => Path(fields),
            "isolation" => new IsolationRule { A = ExpressionReader.Selector(fields, "a"), B = ExpressionReader.Selector(fields, "b"), Traffic = Traffic(fields), OneWay = fields.Flag("oneWay") },
            "service" => Service(fields),
            _ => null,
        };
        if (rule is null)
        {
            fields.Wrong("type", "expected placement, path, isolation or service");
            return null;
        }

        var prefer = fields.Whole("prefer", 1, 100);
        var (from, until) = (fields.Moment("from"), fields.Moment("until"));
        fields.End();
        if (from >= until) fields.Wrong("until", "the window ends before it begins");
        return rule with { PreferredPriority = prefer, Validity = from is null && until is null ? null : new Validity(from, until) };
    }

    private static PlacementRule Placement(Fields fields)
    {
        var rule = new PlacementRule
        {
            Subjects = ExpressionReader.Selector(fields, "subjects"),
            Nodes = ExpressionReader.Condition(fields, "nodes"),
            Arrangement = fields.Word<Arrangement>("arrange"),
            Topology = fields.Word<Topology>("topology") ?? Topology.Node,
        };
        if (rule.Nodes is null && rule.Arrangement is null) fields.Wrong("nodes", "the rule asks nothing: give nodes or arrange");
        return rule;
    }

    private static PathRule Path(Fields fields)
    {
        var rule = new PathRule
        {
            From = ExpressionReader.Selector(fields, "a"),
            To = ExpressionReader.Selector(fields, "b"),
            Traffic = Traffic(fields),
            Condition = Elements(fields),
            Through = ExpressionReader.Conditions(fields, "through"),
            MaxLatencyMs = fields.Number("maxLatencyMs", 0.001, 1e6),
            MaxHops = fields.Whole("maxHops", 0, 1000),
        };
        if (rule.Condition == new PathCondition() && rule.Through.Count == 0 && rule.MaxLatencyMs is null && rule.MaxHops is null) fields.Wrong("switches", "the rule asks nothing of the way");
        return rule;
    }

    private static ServiceRule Service(Fields fields)
    {
        List<Objective> objectives = [];
        var list = fields.List("objectives", 8);
        for (var i = 0; i < list.Count; i++)
        {
            if (fields.Item("objectives", i, list[i]) is not { } item) continue;
            var (metric, bound, percentile) = (item.Word<ObjectiveMetric>("metric"), item.Number("bound", 0.001, 1e9), item.Whole("percentile", 1, 100));
            item.End();
            if (metric is null || bound is null) item.Wrong("metric", "metric and bound are needed");
            else objectives.Add(new Objective(metric.Value, bound.Value, percentile ?? 95));
        }

        PathCondition? transfers = null;
        if (fields.Object("transfers") is { } inner)
        {
            transfers = Elements(inner);
            inner.End();
            if (transfers == new PathCondition()) transfers = null;
        }

        var rule = new ServiceRule
        {
            Services = ExpressionReader.Selector(fields, "services"),
            Nodes = ExpressionReader.Condition(fields, "nodes"),
            Parts = fields.Word<ServiceParts>("parts") ?? ServiceParts.All,
            Transfers = transfers,
            Objectives = objectives,
            RequestClass = fields.Text("requestClass") is { Length: > 0 } data ? data : null,
            WhileIllegal = fields.Word<WhileIllegal>("whileIllegal") ?? WhileIllegal.Hold,
        };
        if (rule.Nodes is null && transfers is null && objectives.Count == 0) fields.Wrong("nodes", "the rule asks nothing: give nodes, transfers or objectives");
        if (rule.Nodes is not null && rule.Parts == ServiceParts.None) fields.Wrong("parts", "nodes bind no part");
        return rule;
    }

    private static PathCondition Elements(Fields fields) => new()
    {
        Switches = ExpressionReader.Condition(fields, "switches"),
        Links = ExpressionReader.Condition(fields, "links"),
        LabelledLinks = ExpressionReader.Condition(fields, "labelledLinks"),
        EndNodes = ExpressionReader.Condition(fields, "ends"),
    };

    private static TrafficClass? Traffic(Fields fields)
    {
        if (fields.Object("traffic") is not { } traffic) return null;
        var protocol = traffic.Word<IpProtocol>("protocol");
        var port = traffic.Whole("port", 1, 65535);
        traffic.End();
        if (protocol is null) traffic.Wrong("protocol", "expected tcp, udp or icmp");
        else if (protocol == IpProtocol.Icmp && port is not null) traffic.Wrong("port", "ICMP has no ports");
        return protocol is { } p ? new TrafficClass(p, port) : null;
    }
}

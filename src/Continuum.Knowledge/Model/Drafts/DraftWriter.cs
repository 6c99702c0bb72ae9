using System.Text.Json.Nodes;
using Continuum.Core.Policies;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Writes a policy as a model is to answer it: for examples, and for endpoints of tests.</summary>
internal static class DraftWriter
{
    public static string Write(Policy policy) => new JsonObject
    {
        ["kind"] = "policy",
        ["rules"] = new JsonArray([.. policy.Rules.Select(Rule)]),
        ["question"] = null,
        ["choices"] = new JsonArray(),
        ["assumptions"] = new JsonArray(),
    }.ToJsonString();

    private static JsonObject Rule(Rule rule)
    {
        JsonObject json = rule switch
        {
            PlacementRule p => new JsonObject { ["type"] = "placement", ["subjects"] = Selector(p.Subjects), ["nodes"] = Condition(p.Nodes), ["arrange"] = Word(p.Arrangement), ["topology"] = p.Arrangement is null ? null : Word((Topology?)p.Topology) },
            PathRule p => Path(p),
            IsolationRule i => new JsonObject { ["type"] = "isolation", ["a"] = Selector(i.A), ["b"] = Selector(i.B), ["traffic"] = Traffic(i.Traffic), ["oneWay"] = i.OneWay },
            ServiceRule s => Service(s),
            _ => throw new ArgumentException($"unknown rule {rule.GetType().Name}", nameof(rule)),
        };
        json["prefer"] = rule.PreferredPriority;
        json["from"] = rule.Validity?.From?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        json["until"] = rule.Validity?.Until?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        return json;
    }

    private static JsonObject Path(PathRule p)
    {
        var json = new JsonObject { ["type"] = "path", ["a"] = Selector(p.From), ["b"] = Selector(p.To), ["traffic"] = Traffic(p.Traffic) };
        Elements(json, p.Condition);
        json["through"] = new JsonArray([.. p.Through.Select(t => Condition(t))]);
        json["maxLatencyMs"] = p.MaxLatencyMs;
        json["maxHops"] = p.MaxHops;
        return json;
    }

    private static JsonObject Service(ServiceRule s)
    {
        JsonObject? transfers = null;
        if (s.Transfers is { } t) Elements(transfers = [], t);
        return new JsonObject
        {
            ["type"] = "service",
            ["services"] = Selector(s.Services),
            ["nodes"] = Condition(s.Nodes),
            ["parts"] = s.Parts.ToString().ToLowerInvariant(),
            ["transfers"] = transfers,
            ["objectives"] = new JsonArray([.. s.Objectives.Select(o => new JsonObject { ["metric"] = o.Metric.ToString().ToLowerInvariant(), ["bound"] = o.Bound, ["percentile"] = o.Percentile })]),
            ["requestClass"] = s.RequestClass,
            ["whileIllegal"] = s.WhileIllegal.ToString().ToLowerInvariant(),
        };
    }

    private static void Elements(JsonObject json, PathCondition c)
    {
        json["switches"] = Condition(c.Switches);
        json["links"] = Condition(c.Links);
        json["labelledLinks"] = Condition(c.LabelledLinks);
        json["ends"] = Condition(c.EndNodes);
    }

    private static JsonObject? Traffic(TrafficClass? t) => t is null ? null : new JsonObject { ["protocol"] = t.Protocol.ToString().ToLowerInvariant(), ["port"] = t.Port };

    private static JsonObject Selector(Selector selector) => new() { ["of"] = Terms(selector.Terms), ["except"] = Terms(selector.Except) };

    private static JsonArray Terms(IReadOnlyList<SelectorTerm> terms) => new([.. terms.Select(t => new JsonObject
    {
        ["name"] = t.Name,
        ["labels"] = Condition(t.Labels),
        ["namespace"] = t.Namespace,
        ["kind"] = t.Kind.ToString().ToLowerInvariant(),
    })]);

    private static string? Word<T>(T? value)
        where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static JsonArray? Condition(LabelExpression? expression) =>
        expression is null ? null : new JsonArray([.. Alternatives(expression).Select(all => new JsonArray([.. all.Select(Test)]))]);

    private static IEnumerable<IReadOnlyList<LabelTest>> Alternatives(LabelExpression expression) => expression switch
    {
        LabelTest test => [[test]],
        AnyOf any => any.Items.SelectMany(Alternatives),
        AllOf all => all.Items.Select(i => Alternatives(i).ToList()).Aggregate((IEnumerable<IReadOnlyList<LabelTest>>)[[]], (left, right) => left.SelectMany(l => right.Select(r => (IReadOnlyList<LabelTest>)[.. l, .. r]))),
        _ => throw new ArgumentException($"unknown condition {expression.GetType().Name}", nameof(expression)),
    };

    private static JsonObject Test(LabelTest test) => new() { ["key"] = test.Key, ["op"] = test.Op.ToString(), ["values"] = new JsonArray([.. test.Values.Select(v => (JsonNode?)v)]) };
}

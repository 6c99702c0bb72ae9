using System.Globalization;
using System.Text.Json.Nodes;
using Continuum.Core.Policies;

namespace Continuum.Knowledge.Model.Drafts;

/// <summary>Reads selectors and conditions: a condition is a list of alternatives, each a list of tests that all hold.</summary>
internal static class ExpressionReader
{
    public static Selector Selector(Fields fields, string name)
    {
        if (fields.Object(name) is not { } selector)
        {
            fields.Wrong(name, "a selector is needed");
            return new Selector([], []);
        }

        var (of, except) = (Terms(selector, "of"), Terms(selector, "except"));
        selector.End();
        if (of.Count == 0) selector.Wrong("of", "it names nobody");
        return new Selector(of, except);
    }

    public static LabelExpression? Condition(Fields fields, string name) => fields.Node(name) is { } node ? Alternatives(fields, name, node) : null;

    public static IReadOnlyList<LabelExpression> Conditions(Fields fields, string name) =>
        [.. fields.List(name, 8).Select((n, i) => Alternatives(fields, string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), n)).OfType<LabelExpression>()];

    private static List<SelectorTerm> Terms(Fields selector, string name)
    {
        List<SelectorTerm> terms = [];
        var list = selector.List(name, 200);
        for (var i = 0; i < list.Count; i++)
        {
            if (selector.Item(name, i, list[i]) is not { } item) continue;
            terms.Add(new SelectorTerm { Name = Some(item.Text("name")), Labels = Condition(item, "labels"), Namespace = Some(item.Text("namespace")), Kind = item.Word<SubjectKind>("kind") ?? SubjectKind.Any });
            item.End();
        }

        return terms;
    }

    private static LabelExpression? Alternatives(Fields fields, string name, JsonNode? node)
    {
        if (node is not JsonArray { Count: > 0 and <= 32 } alternatives)
        {
            // An empty list of alternatives would hold never or always, depending on who reads it.
            fields.Wrong(name, "expected null, or a list of 1 to 32 alternatives, each a list of tests");
            return null;
        }

        List<LabelExpression> any = [];
        for (var i = 0; i < alternatives.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]");
            if (alternatives[i] is not JsonArray { Count: > 0 and <= 16 } tests)
            {
                fields.Wrong(place, "expected a list of 1 to 16 tests");
                continue;
            }

            List<LabelExpression> all = [];
            for (var k = 0; k < tests.Count; k++)
            {
                if (fields.Item(place, k, tests[k]) is { } test && Test(test) is { } read) all.Add(read);
            }

            if (all.Count > 0) any.Add(all.Count == 1 ? all[0] : new AllOf(all));
        }

        return any.Count == 0 ? null : any.Count == 1 ? any[0] : new AnyOf(any);
    }

    private static LabelTest? Test(Fields test)
    {
        var (key, op, values) = (test.Text("key"), test.Word<LabelOperator>("op"), test.Texts("values", 300));
        test.End();
        if (string.IsNullOrEmpty(key) || op is null)
        {
            test.Wrong("key", "key and op are needed");
            return null;
        }

        switch (op)
        {
            case LabelOperator.In or LabelOperator.NotIn when values.Count == 0:
                test.Wrong("values", "values are needed");
                return null;
            case LabelOperator.Exists or LabelOperator.DoesNotExist when values.Count > 0:
                test.Wrong("values", "no values are expected");
                return null;
            case LabelOperator.Gt or LabelOperator.Lt when values.Count != 1 || !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                test.Wrong("values", "one whole number is expected");
                return null;
            default:
                return new LabelTest(key, op.Value, values);
        }
    }

    private static string? Some(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

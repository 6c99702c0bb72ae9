using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>
/// Node conditions as Kubernetes node selector terms. Terms are ORed and the requirements in a term ANDed, so a
/// condition is brought into disjunctive form first; what has no such form within the cap becomes pins by name.
/// </summary>
internal static partial class NodeAffinity
{
    /// <summary>More terms than this and pins are easier to read.</summary>
    private const int MaxTerms = 32;

    /// <summary>
    /// Terms that admit exactly those nodes of the site: the condition itself where it says the same, else one term a
    /// node name. Null when every node is admitted and nothing was asked.
    /// </summary>
    public static JsonArray? Required(Site site, LabelExpression? condition, IReadOnlyList<Node> admitted)
    {
        if (condition is null && admitted.Count == site.Nodes.Count) return null;
        if (condition is not null && Expressible(site, condition) && admitted.SequenceEqual(site.Nodes.Where(condition.Admits)) && Terms(condition) is { } terms)
        {
            return terms;
        }

        return [.. admitted.Select(n => Term([], [Requirement("metadata.name", "In", [n.Name])]))];
    }

    /// <summary>The terms of a condition, or null when it has no form as node selector terms.</summary>
    public static JsonArray? Terms(LabelExpression condition)
    {
        if (Disjunction(condition) is not { Count: > 0 } terms) return null;
        var result = new JsonArray();
        foreach (var tests in terms)
        {
            // A term without requirements matches nothing in Kubernetes, but here it would have to match everything.
            if (tests.Count == 0) return null;
            foreach (var (fields, expressions) in Pins(tests)) result.Add(Term(expressions, fields));
        }

        return result.Count <= MaxTerms ? result : null;
    }

    private static List<IReadOnlyList<LabelTest>>? Disjunction(LabelExpression condition)
    {
        switch (condition)
        {
            case LabelTest test:
                return [[test]];
            case AnyOf any:
                var union = new List<IReadOnlyList<LabelTest>>();
                foreach (var item in any.Items)
                {
                    if (Disjunction(item) is not { } part) return null;
                    union.AddRange(part);
                }

                return union.Count <= MaxTerms ? union : null;
            case AllOf all:
                List<IReadOnlyList<LabelTest>> product = [[]];
                foreach (var item in all.Items)
                {
                    if (Disjunction(item) is not { } part || product.Count * part.Count > MaxTerms) return null;
                    product = [.. product.SelectMany(_ => part, (left, right) => (IReadOnlyList<LabelTest>)[.. left, .. right.Except(left)])];
                }

                return product;
            default:
                return null;
        }
    }

    // A field requirement takes one value, so that "name In [a, b]" is two terms.
    private static IEnumerable<(JsonArray Fields, JsonArray Expressions)> Pins(IReadOnlyList<LabelTest> tests)
    {
        IEnumerable<string>? names = null;
        foreach (var test in tests.Where(IsPin)) names = names is null ? test.Values : names.Intersect(test.Values);
        var rest = tests.Where(t => !IsPin(t)).ToList();
        if (names is null) return [([], Expressions(rest))];
        return names.Distinct(StringComparer.Ordinal).Select(name => (new JsonArray(Requirement("metadata.name", "In", [name])), Expressions(rest)));
    }

    private static bool IsPin(LabelTest test) => test is { Key: LabelKeys.Name, Op: LabelOperator.In };

    private static JsonArray Expressions(IEnumerable<LabelTest> tests)
    {
        var result = new JsonArray();
        foreach (var test in tests)
        {
            var key = LabelKeys.ToKubernetes(test.Key);
            // Kubernetes lets a node without the key pass NotIn; a privacy rule must not.
            if (test.Op == LabelOperator.NotIn) result.Add(Requirement(key, "Exists", null));
            if (test.Op is LabelOperator.Exists or LabelOperator.DoesNotExist) result.Add(Requirement(key, test.Op.ToString(), null));
            else result.Add(Requirement(key, test.Op.ToString(), test.Values));
        }

        return result;
    }

    private static JsonObject Term(JsonArray expressions, JsonArray fields)
    {
        var term = new JsonObject();
        if (expressions.Count > 0) term["matchExpressions"] = expressions;
        if (fields.Count > 0) term["matchFields"] = fields;
        return term;
    }

    private static JsonObject Requirement(string key, string op, IEnumerable<string>? values)
    {
        var requirement = new JsonObject { ["key"] = key, ["operator"] = op };
        if (values is not null) requirement["values"] = new JsonArray([.. values.Select(v => (JsonNode)JsonValue.Create(v))]);
        return requirement;
    }

    // A label holds one value of a restricted alphabet; a condition beyond that cannot be asked of the cluster.
    private static bool Expressible(Site site, LabelExpression condition) => condition.Tests().All(test =>
        LabelKey().IsMatch(LabelKeys.ToKubernetes(test.Key))
        && (test.Key == LabelKeys.Name || test.Values.All(v => LabelValue().IsMatch(v)))
        && (test.Op is not (LabelOperator.In or LabelOperator.NotIn) || test.Values.Count > 0)
        && (test.Op is not (LabelOperator.Gt or LabelOperator.Lt) || (test.Values.Count == 1 && long.TryParse(test.Values[0], out _)))
        && site.Nodes.All(n => n.ValuesOf(test.Key) is { Count: <= 1 } values && values.All(v => test.Key == LabelKeys.Name || LabelValue().IsMatch(v))));

    [GeneratedRegex(@"\A([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex LabelKey();

    [GeneratedRegex(@"\A([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?\z")]
    private static partial Regex LabelValue();
}

using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;
using Continuum.Orchestration.Verification;

namespace Continuum.Orchestration.Tests.Compilation;

public class NodeAffinityTests
{
    private static readonly Site Site = new SiteBuilder()
        .Node("de", null, "jurisdiction=DE trust=high zone=a", Tier.Cloud, gpu: new Gpu("A100-80GB", 1, 80, 312, 2039))
        .Node("fr", null, "jurisdiction=FR trust=low", Tier.Edge, gpu: new Gpu("L4", 1, 24, 121, 300))
        .Node("us", null, "jurisdiction=US trust=high operator=Odd/Name", Tier.Cloud)
        .Node("amb", null, "trust=low", Tier.FarEdge)
        .Build();

    public static TheoryData<string, LabelExpression> Conditions => new()
    {
        { "de fr", LabelExpression.In("jurisdiction", "DE", "FR") },
        { "de fr", LabelExpression.NotIn("jurisdiction", "US") },
        { "amb", new LabelTest("jurisdiction", LabelOperator.DoesNotExist, []) },
        { "de", new LabelTest("gpu.memory", LabelOperator.Gt, ["76293"]) },
        { "fr", new LabelTest("gpu.memory", LabelOperator.Lt, ["76293"]) },
        { "de us", LabelExpression.In("tier", "cloud") },
        { "de us", LabelExpression.In(LabelKeys.Name, "de", "us") },
        { "de", new AllOf([LabelExpression.In(LabelKeys.Name, "de", "us"), LabelExpression.NotIn("jurisdiction", "US")]) },
        { "fr us", new AllOf([LabelExpression.NotIn(LabelKeys.Name, "de"), new LabelTest("jurisdiction", LabelOperator.Exists, [])]) },
        { "de fr", new AnyOf([LabelExpression.In("zone", "a"), new AllOf([LabelExpression.In("trust", "low"), LabelExpression.In("jurisdiction", "FR", "DE")])]) },
        { "amb de fr us", new AllOf([]) },
        { "us", LabelExpression.In("operator", "Odd/Name") },
        { "de", LabelExpression.In("gpu.model", "A100-80GB") },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void The_cluster_admits_exactly_the_nodes_that_the_rule_admits(string expected, LabelExpression condition)
    {
        var admitted = Site.Nodes.Where(condition.Admits).ToList();
        Assert.Equal(expected, string.Join(' ', admitted.Select(n => n.Name).Order()));
        Assert.Equal(admitted, Evaluate(NodeAffinity.Required(Site, condition, admitted)));
    }

    [Fact]
    public void Fewer_nodes_than_the_rule_admits_are_pinned_one_value_a_term()
    {
        var terms = NodeAffinity.Required(Site, LabelExpression.In("jurisdiction", "DE", "FR", "US"), [Site.Nodes[0], Site.Nodes[2]])!;
        Assert.Equal(2, terms.Count);
        Assert.All(terms, t => Assert.Single(t!["matchFields"]![0]!["values"]!.AsArray()));
        Assert.Equal([Site.Nodes[0], Site.Nodes[2]], Evaluate(terms));
    }

    [Fact]
    public void Not_in_is_paired_with_exists() =>
        Assert.Equal(
            """[{"matchExpressions":[{"key":"continuum.node-restriction.kubernetes.io/jurisdiction","operator":"Exists"},{"key":"continuum.node-restriction.kubernetes.io/jurisdiction","operator":"NotIn","values":["US"]}]}]""",
            NodeAffinity.Terms(LabelExpression.NotIn("jurisdiction", "US"))!.ToJsonString());

    [Fact]
    public void A_condition_that_blows_up_becomes_pins()
    {
        var wide = new AllOf([.. Enumerable.Range(0, 8).Select(i => new AnyOf([LabelExpression.In("trust", "high"), LabelExpression.In($"k{i}", "x")]))]);
        Assert.Null(NodeAffinity.Terms(wide));
        var admitted = Site.Nodes.Where(wide.Admits).ToList();
        Assert.Equal(admitted, Evaluate(NodeAffinity.Required(Site, wide, admitted)));
    }

    [Fact]
    public void A_label_that_kubernetes_cannot_hold_is_not_asked_of_it() =>
        Assert.DoesNotContain("Odd", NodeAffinity.Required(Site, LabelExpression.In("operator", "Odd/Name"), [Site.Nodes[2]])!.ToJsonString(), StringComparison.Ordinal);

    private static IReadOnlyList<Node> Evaluate(JsonArray? terms) =>
        NodeSelectorEvaluation.Admitted(new Manifest("w", terms is null ? [] : new JsonObject
        {
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["affinity"] = new JsonObject { ["nodeAffinity"] = new JsonObject { ["requiredDuringSchedulingIgnoredDuringExecution"] = new JsonObject { ["nodeSelectorTerms"] = terms } } } } } },
        }), Site);
}

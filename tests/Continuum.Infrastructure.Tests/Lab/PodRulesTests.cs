using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Cluster;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>Node affinity as Kubernetes evaluates it.</summary>
public sealed class PodRulesTests
{
    private static readonly Node Node = new()
    {
        Name = "n1",
        Tier = Tier.Edge,
        Capacity = new Capacity(8, 16),
        Labels = new Dictionary<string, string> { ["jurisdiction"] = "DE", ["region"] = "eu-1", ["example.com/rack"] = "7", ["score"] = "40" },
        Gpus = [new Gpu("L4", 2, 24, 121, 300)],
    };

    private const string Own = "continuum.node-restriction.kubernetes.io/";

    [Theory]
    [InlineData(Own + "jurisdiction", "In", "DE,FR", true)]
    [InlineData(Own + "jurisdiction", "In", "FR", false)]
    [InlineData(Own + "jurisdiction", "NotIn", "US", true)]
    [InlineData(Own + "jurisdiction", "NotIn", "DE", false)]
    [InlineData(Own + "trust", "NotIn", "low", true)]
    [InlineData(Own + "trust", "Exists", "", false)]
    [InlineData(Own + "trust", "DoesNotExist", "", true)]
    [InlineData(Own + "tier", "In", "edge", true)]
    [InlineData("jurisdiction", "Exists", "", false)]
    [InlineData("topology.kubernetes.io/region", "In", "eu-1", true)]
    [InlineData("example.com/rack", "In", "7", true)]
    [InlineData("kubernetes.io/hostname", "In", "n1", true)]
    [InlineData("nvidia.com/gpu.product", "In", "L4", true)]
    [InlineData("nvidia.com/gpu.memory", "Gt", "20000", true)]
    [InlineData("nvidia.com/gpu.memory", "Gt", "24576", false)]
    [InlineData("nvidia.com/gpu.count", "Lt", "3", true)]
    [InlineData(Own + "score", "Gt", "39", true)]
    [InlineData(Own + "jurisdiction", "Gt", "1", false)]
    [InlineData(Own + "jurisdiction", "Near", "DE", false)]
    public void A_requirement_holds_as_it_does_in_a_cluster(string key, string op, string values, bool holds)
    {
        var list = values.Length == 0 ? "" : string.Join(",", values.Split(',').Select(v => $"\"{v}\""));
        Assert.Equal(holds, Affinity($$"""{"matchExpressions":[{"key":"{{key}}","operator":"{{op}}","values":[{{list}}]}]}""").Admits(Node));
    }

    [Theory]
    [InlineData("{}", false)]
    [InlineData("""{"matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}""", true)]
    [InlineData("""{"matchFields":[{"key":"metadata.name","operator":"In","values":["n2"]}]}""", false)]
    [InlineData("""{"matchFields":[{"key":"metadata.name","operator":"In","values":["n2"]}]},{"matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}""", true)]
    public void Terms_are_alternatives_and_an_empty_one_admits_nothing(string terms, bool admits) => Assert.Equal(admits, Affinity(terms).Admits(Node));

    [Fact]
    public void No_terms_at_all_admit_nothing_and_no_affinity_admits_everything()
    {
        Assert.False(Affinity("").Admits(Node));
        Assert.True(PodRules.Parse("""{"kind":"Deployment"}""").Admits(Node));
        Assert.True(PodRules.Parse(null).Admits(Node));
    }

    private static PodRules Affinity(string terms) => PodRules.Parse(
        """{"spec":{"template":{"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[""" + terms + "]}}}}}}}");
}

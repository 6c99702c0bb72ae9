using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Tests.Compilation;

public class PathSearchTests
{
    // s1 - s2 - s3 in a row (1 ms each), s4 a spur of s2 by one link, s5 beside s1 and s3 (3 ms each), s1 - s3 direct in 9 ms.
    private static readonly Site Site = new SiteBuilder()
        .Switch("s1").Switch("s2").Switch("s3").Switch("s4").Switch("s5")
        .Link("s1", "s2", 1).Link("s2", "s3", 1).Link("s2", "s4", 1).Link("s1", "s5", 3).Link("s5", "s3", 3).Link("s1", "s3", 9)
        .Build();

    [Theory]
    [InlineData("s1", "s3", "", null, null, "s1 s2 s3")]
    [InlineData("s1", "s3", "s5", null, null, "s1 s5 s3")]
    [InlineData("s1", "s2", "s5", null, null, "s1 s5 s3 s2")]
    [InlineData("s1", "s1", "s2", null, null, "s1 s2 s3 s5 s1")]
    [InlineData("s1", "s2", "s3 s1", null, null, "s1 s5 s3 s1 s2")]
    [InlineData("s1", "s3", "s4", null, null, null)]
    [InlineData("s1", "s3", "", 1.9, null, null)]
    [InlineData("s1", "s3", "", 2.0, null, "s1 s2 s3")]
    [InlineData("s1", "s3", "", null, 1, "s1 s3")]
    [InlineData("s1", "s3", "", 8.0, 1, null)]
    [InlineData("s1", "s3", "s5", 6.0, 2, "s1 s5 s3")]
    public void Ways_pass_their_waypoints_in_order_and_keep_their_bounds(string from, string to, string through, double? ms, int? hops, string? expected)
    {
        var graph = new FabricGraph(Site);
        var demand = new PathDemand(new PathCondition(), [.. through.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => LabelExpression.In(LabelKeys.Name, t))], ms, hops);
        var path = new PathSearch(graph, new PathConstraint(graph, [demand]), graph.IndexOf(from)).To(graph.IndexOf(to));
        Assert.Equal(expected, path is null ? null : string.Join(' ', path.Hops.Select(h => graph.Switches[graph.Hops[h].To].Name).Prepend(from)));
    }

    [Fact]
    public void A_link_without_latency_is_no_way_to_keep_a_bound()
    {
        var site = new SiteBuilder().Switch("a").Switch("b").Link("a", "b", null).Build();
        var graph = new FabricGraph(site);
        PathSearch Search(double? ms) => new(graph, new PathConstraint(graph, [new PathDemand(new PathCondition(), [], ms, null)]), 0);
        Assert.NotNull(Search(null).To(1));
        Assert.Null(Search(100).To(1));
    }

    [Fact]
    public void A_labelled_link_is_asked_and_a_bare_one_is_not()
    {
        var site = new SiteBuilder().Switch("a").Switch("b").Link("a", "b", 1, "operator=us").Link("a", "b", 5).Build();
        var graph = new FabricGraph(site);
        var condition = new PathCondition { LabelledLinks = LabelExpression.NotIn("operator", "us") };
        var path = new PathSearch(graph, new PathConstraint(graph, [new PathDemand(condition, [], null, null)]), 0).To(1)!;
        Assert.Equal(5_000_000, path.LatencyNs);
        Assert.Null(new PathSearch(graph, new PathConstraint(graph, [new PathDemand(new PathCondition { Links = condition.LabelledLinks }, [], null, null)]), 0).To(1));
    }
}

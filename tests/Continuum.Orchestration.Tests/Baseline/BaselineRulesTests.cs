using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Tests.Baseline;

public class BaselineRulesTests
{
    private static SiteBuilder Square() => new SiteBuilder()
        .Switch("s1").Switch("s2").Switch("s3").Switch("s4")
        .Link("s1", "s2", 1).Link("s1", "s3", 1).Link("s2", "s4", 1).Link("s3", "s4", 1)
        .Node("a", "s1").Node("b", "s4");

    [Fact]
    public void Ties_go_to_the_lowest_port() => Assert.Equal(1, PortTowards(Square().Build(), "s1", "b"));

    [Fact]
    public void Latency_decides_and_an_unknown_one_counts_a_millisecond()
    {
        var site = new SiteBuilder().Switch("s1").Switch("s2").Switch("s3").Link("s1", "s2", 1.5).Link("s1", "s3", null).Link("s3", "s2", 0.4).Node("a", "s1").Node("b", "s2").Build();
        Assert.Equal(2, PortTowards(site, "s1", "b"));
    }

    [Fact]
    public void Links_of_no_latency_make_no_loop()
    {
        var site = new SiteBuilder().Switch("s1").Switch("s2").Switch("s3").Link("s1", "s2", 0).Link("s1", "s3", 1).Link("s2", "s3", 1).Node("a", "s1").Node("b", "s3").Build();
        Assert.Equal(2, PortTowards(site, "s1", "b"));
        Assert.Equal(2, PortTowards(site, "s2", "b"));
    }

    [Fact]
    public void A_link_that_is_down_is_not_used()
    {
        var site = Square().Build();
        site = site with { Links = [site.Links[0] with { Up = false }, .. site.Links.Skip(1)] };
        Assert.Equal(2, PortTowards(site, "s1", "b"));
    }

    [Fact]
    public void Every_switch_knows_every_attached_node_and_delivers_its_own()
    {
        var site = Square().Node("c").Build();
        var rules = BaselineRules.Compile(site);
        Assert.Equal(8, rules.Count);
        Assert.All(rules, r => Assert.Equal(FlowPriority.Baseline, r.Priority));
        Assert.Equal(site.FindNode("b")!.Attach!.Port, PortTowards(site, "s4", "b"));
    }

    private static int? PortTowards(Site site, string at, string node) =>
        BaselineRules.Compile(site).Single(r => r.DatapathId == site.FindSwitch(at)!.DatapathId && r.Match.Destination == site.FindNode(node)!.Attach!.Ip).Output;
}

using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;

namespace Continuum.Infrastructure.Tests.Lab;

public sealed class LabSiteTests
{
    private static readonly Site Site = LabSite.Site;

    [Fact]
    public void It_has_what_a_first_look_needs()
    {
        Assert.Equal("clinic-lab", Site.Name);
        Assert.True(Site.Nodes.Count >= 12);
        Assert.Equal([Tier.Cloud, Tier.Edge, Tier.FarEdge], Site.Nodes.Select(n => n.Tier).Distinct().Order());
        Assert.Superset(new HashSet<string> { "DE", "FR", "IE", "US", "CH", "NL" }, Site.Nodes.Select(n => n.Labels["jurisdiction"]).ToHashSet());
        Assert.True(Site.Switches.Count >= 8);
        Assert.True(Site.Workloads.Count >= 12);
        Assert.Equal(["triage", "summarise"], Site.Services.Select(s => s.Name));
        Assert.Superset(new HashSet<string> { "phi", "pii", "public", "telemetry" }, Site.Workloads.Select(w => w.Labels["data"]).ToHashSet());
        Assert.Contains(Site.Links, l => l.Labels["encrypted"] == "false");
        Assert.Contains(Site.Switches, s => s.Labels["operatorCountry"] == "US");
    }

    [Fact]
    public void Any_link_may_fail_and_everything_is_still_connected()
    {
        foreach (var gone in Site.Links) Assert.Equal(Site.Switches.Count, Reached(Site.Links.Where(l => l != gone)));
    }

    [Fact]
    public void Everything_is_reached_without_a_switch_run_from_the_US()
    {
        var run = Site.Switches.Where(s => s.Labels["operatorCountry"] == "US").Select(s => s.Name).ToHashSet();
        Assert.Equal(Site.Switches.Count - run.Count, Reached(Site.Links.Where(l => !run.Contains(l.A.Switch) && !run.Contains(l.B.Switch))));
    }

    private static int Reached(IEnumerable<Link> links)
    {
        var left = links.ToList();
        var reached = new HashSet<string> { left[0].A.Switch };
        while (left.Where(l => reached.Contains(l.A.Switch) != reached.Contains(l.B.Switch)).ToList() is { Count: > 0 } edge)
        {
            foreach (var link in edge) reached.UnionWith([link.A.Switch, link.B.Switch]);
        }

        return reached.Count;
    }
}

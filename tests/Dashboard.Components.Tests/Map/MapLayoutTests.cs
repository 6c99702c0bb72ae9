using Continuum.Core.Sites;
using Dashboard.Components.Map;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Map;

public sealed class MapLayoutTests
{
    [Fact]
    public void Bands_go_from_the_centre_outwards_and_columns_follow_the_site_file()
    {
        var scene = MapLayout.Of(SmallSite.Make());

        Assert.Equal(["cloud", "edge", "far-edge"], scene.Bands.Select(b => b.Key));
        Assert.Equal(["DE", "US"], scene.Columns.Select(c => c.Key));
        Assert.True(scene.Bands.Zip(scene.Bands.Skip(1)).All(p => p.First.Y + p.First.Height <= p.Second.Y));
    }

    [Fact]
    public void Everything_stands_inside_its_cell_and_no_card_covers_another()
    {
        var scene = MapLayout.Of(Wide(40));

        foreach (var card in scene.Cards)
        {
            var (column, band) = (scene.Columns.Single(c => c.Key == card.Column), scene.Bands.Single(b => b.Key == card.Band));
            Assert.InRange(card.X - MapLayout.CardWidth / 2, column.X, column.X + column.Width);
            Assert.InRange(card.X + MapLayout.CardWidth / 2, column.X, column.X + column.Width);
            Assert.InRange(card.Y - MapLayout.CardHeight / 2, band.Y, band.Y + band.Height);
            Assert.InRange(card.Y + MapLayout.CardHeight / 2, band.Y, band.Y + band.Height);
        }

        var pairs = scene.Cards.SelectMany((a, i) => scene.Cards.Skip(i + 1).Select(b => (a, b)));
        Assert.All(pairs, p => Assert.True(Math.Abs(p.a.X - p.b.X) >= MapLayout.CardWidth || Math.Abs(p.a.Y - p.b.Y) >= MapLayout.CardHeight, $"{p.a.Name} covers {p.b.Name}"));
        Assert.All(scene.Switches, s => Assert.DoesNotContain(scene.Cards, c => Math.Abs(c.X - s.X) < MapLayout.CardWidth / 2 && Math.Abs(c.Y - s.Y) < MapLayout.CardHeight / 2));
    }

    [Fact]
    public void Nothing_jumps_when_figures_and_conditions_change()
    {
        var site = SmallSite.Make();
        var changed = site with
        {
            Nodes = [.. site.Nodes.Select(n => n with { Ready = false, Schedulable = false })],
            Links = [.. site.Links.Select(l => l with { Up = false })],
            Workloads = [.. site.Workloads.Select(w => w with { Node = "muc-1" })],
            Services = [],
        };

        Assert.Equivalent(MapLayout.Of(site), MapLayout.Of(changed), strict: true);
    }

    [Fact]
    public void A_switch_stands_with_what_it_serves()
    {
        var scene = MapLayout.Of(SmallSite.Make());

        Assert.Equal(("DE", "cloud"), Cell(scene, "s1"));
        Assert.Equal(("DE", "edge"), Cell(scene, "s2"));
        Assert.Equal(("US", "cloud"), Cell(scene, "s3"));
    }

    [Fact]
    public void What_has_no_jurisdiction_comes_last()
    {
        var site = SmallSite.Make() with { Nodes = [SmallSite.Node("lost", Tier.Cloud, null, null, 9), .. SmallSite.Make().Nodes] };

        Assert.Equal(["DE", "US", MapLayout.Unknown], MapLayout.Of(site).Columns.Select(c => c.Key));
    }

    [Fact]
    public void An_empty_site_has_a_place_all_the_same()
    {
        var scene = MapLayout.Of(new Site { Name = "empty" });

        Assert.True(scene.Width > 0 && scene.Height > 0);
        Assert.Empty(scene.Cards);
    }

    [Theory]
    [InlineData(MapLayout.AggregateAbove, false)]
    [InlineData(MapLayout.AggregateAbove + 1, true)]
    public void Above_three_hundred_nodes_a_cell_is_one_card_and_nobody_is_left_out(int nodes, bool aggregated)
    {
        var scene = MapLayout.Of(Wide(nodes));

        Assert.Equal(aggregated, scene.Aggregated);
        Assert.Equal(nodes, scene.Cards.Sum(c => c.Members.Count));
        Assert.Equal(aggregated, scene.Cards.Count < 20);
        Assert.All(scene.Links, l => Assert.NotEqual(l.A, l.B));
    }

    [Fact]
    public void Two_parallel_links_are_two_lines()
    {
        var site = SmallSite.Make();
        site = site with { Links = [.. site.Links, SmallSite.Link("s1:7", "s2:7", true)] };

        var scene = MapLayout.Of(site);

        Assert.Equal(2, scene.Links.Count(l => l.Label == "s1<->s2"));
        Assert.Equal(scene.Links.Count, scene.Links.Select(l => l.Id).Distinct().Count());
    }

    private static (string, string) Cell(MapScene scene, string name) => scene.Switches.Where(s => s.Name == name).Select(s => (s.Column, s.Band)).Single();

    private static Site Wide(int nodes)
    {
        string[] places = ["DE", "FR", "US"];
        return new Site
        {
            Name = "wide",
            Nodes = [.. Enumerable.Range(0, nodes).Select(i => SmallSite.Node($"n{i}", (Tier)(i / 3 % 3), places[i % 3], $"s{i % 7}", i + 1))],
            Switches = [.. Enumerable.Range(0, 7).Select(i => SmallSite.Switch($"s{i}", (ulong)i + 1, places[i % 3]))],
            Links = [.. Enumerable.Range(0, 6).Select(i => SmallSite.Link($"s{i}:1", $"s{i + 1}:2", i % 2 == 0))],
        };
    }
}

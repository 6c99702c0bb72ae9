using Continuum.Core.Policies;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Map;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Map;

public sealed class MapStateTests
{
    private static readonly HashSet<string> None = [];

    [Fact]
    public void Only_what_changed_is_sent()
    {
        var before = Build(0.40, 0.10);
        var after = Build(0.55, 0.10);

        var delta = after.Since(before);

        Assert.Equal(["n:ber-1"], delta!.Cards.Keys);
        Assert.Empty(delta.Links);
        Assert.Null(after.Since(Build(0.55, 0.10)));
    }

    [Fact]
    public void A_node_that_reports_nothing_is_not_idle()
    {
        var state = Build(0.5, 0.1);

        Assert.Null(state.Cards["n:cam-1"].Busy);
        Assert.Equal("no data", state.Links["l:s2:2"].Text);
    }

    [Fact]
    public void A_column_that_is_forbidden_as_a_whole_is_one_region()
    {
        var site = SmallSite.Make();
        var policy = new Policy([new PathRule { From = Selector.ByLabel("data", "phi"), To = Selector.ByLabel("data", "phi"), Condition = new PathCondition { Switches = LabelExpression.NotIn("jurisdiction", "US"), EndNodes = LabelExpression.NotIn("jurisdiction", "US") } }]);

        var shade = IntentShade.Of(site, policy);
        var scene = MapLayout.Of(site);
        var regions = MapOverlay.RegionsOf(scene, shade.Forbidden);

        Assert.Equal(["iad-1", "s3"], shade.Forbidden.Order(StringComparer.Ordinal));
        Assert.Contains("iad-1", shade.Bound);
        Assert.Equal(scene.Columns[1].X, Assert.Single(regions).X);
    }

    [Fact]
    public void Copies_go_from_who_holds_the_layers_to_who_will()
    {
        var before = Records.Awaiting(1).Plan!.Pipelines[0] with { Stages = [new("a", new(0, 5)), new("b", new(6, 11))] };
        var after = before with { Stages = [new("a", new(0, 3)), new("c", new(4, 11))] };

        Assert.Equal([("a", "c"), ("b", "c")], CourseBuilder.Copies(before, after));
    }

    private static MapState Build(double busy, double other)
    {
        var site = SmallSite.Make();
        var frame = new TelemetryFrame(1, DateTimeOffset.UtcNow, [new("ber-1", 0.1, 1, busy, 1, 1), new("muc-1", 0.1, 1, other, 1, 1)], [new("s1:1", "s2:1", 100, 50, true)], []);
        return new MapStateBuilder(MapLayout.Of(site), site, frame, None, None).Build();
    }
}

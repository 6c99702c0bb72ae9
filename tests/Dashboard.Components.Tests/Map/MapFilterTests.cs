using Continuum.Orchestration.Drivers;
using Dashboard.Components.Map;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Map;

public sealed class MapFilterTests
{
    [Theory]
    [InlineData("muc", "muc-1")]
    [InlineData("patient-db", "iad-1")]
    [InlineData("tier:far-edge", "cam-1")]
    [InlineData("jurisdiction:US", "iad-1,s3")]
    [InlineData("node:*-1 jurisdiction=DE", "ber-1,cam-1,muc-1")]
    [InlineData("node:* jurisdiction!=DE", "iad-1")]
    [InlineData("switch:*", "s1,s2,s3")]
    [InlineData("busy>50", "ber-1")]
    [InlineData("busy<50", "muc-1")]
    [InlineData("workload:ehr*", "ber-1")]
    [InlineData("service:triage tier:cloud jurisdiction:DE", "ber-1")]
    [InlineData("is:gpu tier:edge", "muc-1")]
    [InlineData("is:down", "")]
    [InlineData("nowhere", "")]
    public void Finds(string text, string expected)
    {
        var filter = MapFilter.Parse(text, out var error);

        Assert.Null(error);
        Assert.Equal(expected, string.Join(",", filter.Find(SmallSite.Make(), Frame()).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("tier:", "not complete")]
    [InlineData("colour>3", "no figure")]
    [InlineData("busy>lots", "no figure")]
    public void Says_what_is_wrong_and_then_asks_nothing(string text, string word)
    {
        var filter = MapFilter.Parse(text, out var error);

        Assert.Contains(word, error, StringComparison.Ordinal);
        Assert.True(filter.IsEmpty);
    }

    // cam-1 and iad-1 report nothing: neither above nor below any bound.
    private static TelemetryFrame Frame() => new(1, DateTimeOffset.UtcNow, [new("ber-1", 0.1, 8, 0.8, null, null), new("muc-1", 0.2, 8, 0.3, null, null), new("iad-1", null, null, null, null, null)], [], []);
}

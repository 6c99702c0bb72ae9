using Bunit;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Serving;
using Dashboard.Components.Tests.Support;

namespace Dashboard.Components.Tests.Serving;

public sealed class HistogramPanelTests : IAsyncDisposable
{
    private readonly ConsoleContext context = new();

    public ValueTask DisposeAsync() => context.DisposeAsync();

    private IRenderedComponent<HistogramPanel> Panel(LatencyHistogram? data) => context.Render<HistogramPanel>(p => p.Add(x => x.Title, "Time to first token").Add(x => x.Data, data));

    [Fact]
    public void Shares_stand_beside_bars_and_empty_ends_are_left_out()
    {
        var panel = Panel(new LatencyHistogram([5, 10, 20, 50], [0, 30, 10, 0, 0]));
        Assert.Equal(["10.0 ms75 %", "20.0 ms25 %"], panel.FindAll("tbody tr").Select(r => r.TextContent));
        Assert.Equal(["width:100%", "width:33.3%"], panel.FindAll(".histogram-bar").Select(b => b.GetAttribute("style")));
        Assert.Contains("40 since", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_beyond_the_last_bound_is_said() =>
        Assert.Contains("longer", Panel(new LatencyHistogram([5], [0, 2])).Find("tbody").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Nothing_measured_is_told_from_nothing_answered()
    {
        Assert.Contains("simulated", Panel(null).Markup, StringComparison.Ordinal);
        Assert.Contains("No request", Panel(new LatencyHistogram([5], [0, 0])).Markup, StringComparison.Ordinal);
    }
}

using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Components.Shared;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Read">Its value in a frame; null is "no data" and leaves a gap.</param>
public sealed record ChartLine(string Name, Func<TelemetryFrame, double?> Read);

/// <summary>Live series, with the same numbers as a table. Give it a key when its lines change their meaning.</summary>
public sealed partial class LiveChart : LiveComponent
{
    private ElementReference host;
    private IJSObjectReference? module;
    private IJSObjectReference? chart;
    private long sent = -1;
    private bool table;
    private bool sending;

    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    /// <summary>Unit of every line.</summary>
    [Parameter, EditorRequired]
    public required string Unit { get; set; }

    /// <summary>The lines.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ChartLine> Lines { get; set; }

    /// <summary>A promise, drawn across.</summary>
    [Parameter]
    public double? Bound { get; set; }

    /// <summary>Top of the scale; that of the data when absent.</summary>
    [Parameter]
    public double? Max { get; set; }

    /// <summary>Height in pixels.</summary>
    [Parameter]
    public int Height { get; set; } = 180;

    /// <summary>Moments to mark.</summary>
    [Parameter]
    public IReadOnlyList<DateTimeOffset> Moments { get; set; } = [];

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Telemetry;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string Words => $"{Title}: " + string.Join(", ", Lines.Select(l => $"{l.Name} {Figure.Number(l.Read(Feed.Telemetry), 1)} {Unit}")) + ". The table button shows the numbers.";

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (sending) return;
        sending = true;
        try
        {
            await SendAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
        finally
        {
            sending = false;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeCoreAsync()
    {
        try
        {
            if (chart is not null)
            {
                await chart.InvokeVoidAsync("dispose");
                await chart.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
    }

    private async Task SendAsync()
    {
        var frames = Feed.History.Where(f => f.Sequence > sent).ToList();
        if (frames.Count == 0 && chart is not null) return;
        if (frames.Count > 0) sent = frames[^1].Sequence;
        if (chart is not null)
        {
            await chart.InvokeVoidAsync("append", [Columns(frames)]);
            return;
        }

        var options = new { Lines = Lines.Select(l => l.Name), Unit, Height, Bound, Max, Moments = Moments.Select(m => m.ToUnixTimeMilliseconds() / 1000.0) };
        module = await Script.InvokeAsync<IJSObjectReference>("import", "./js/charts.js");
        chart = await module.InvokeAsync<IJSObjectReference>("create", host, options, Columns(frames));
    }

    private List<double?[]> Columns(List<TelemetryFrame> frames) =>
    [
        [.. frames.Select(f => (double?)f.At.ToUnixTimeMilliseconds() / 1000)],
        .. Lines.Select(l => frames.Select(l.Read).ToArray()),
    ];
}

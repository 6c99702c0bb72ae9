using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>Switch tables as they stand, where a packet goes, and what a failure would do.</summary>
public sealed partial class Network : LiveComponent
{
    private readonly CancellationTokenSource stop = new();
    private FabricState? state;
    private string? error;
    private bool reading;

    /// <summary>The switch whose table is shown.</summary>
    [SupplyParameterFromQuery(Name = "switch")]
    public string? Switch { get; set; }

    /// <summary>"yes" to show the baseline too.</summary>
    [SupplyParameterFromQuery(Name = "baseline")]
    public string? Baseline { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Clock | LiveSources.Intents;

    [Inject]
    private IFabricDriver Fabric { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string? Chosen => Feed.Site.Site.FindSwitch(Switch ?? "")?.Name ?? Feed.Site.Site.Switches.FirstOrDefault()?.Name;

    private IReadOnlyList<FlowEntry> Shown
    {
        get
        {
            var id = Feed.Site.Site.Switches.FirstOrDefault(s => s.Name == Chosen)?.DatapathId;
            return [.. (state?.Entries ?? []).Where(e => e.Rule.DatapathId == id && (Baseline == "yes" || e.Rule.Priority >= FlowPriority.PlanFloor)).OrderByDescending(e => e.Rule.Priority)];
        }
    }

    /// <inheritdoc/>
    protected override void Refresh()
    {
        // Counters move all the time: read again with every second that this page is open, one reading at a time.
        if (!reading && RendererInfo.IsInteractive) _ = InvokeAsync(ReadAsync);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        stop.Cancel();
        stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync()
    {
        reading = true;
        try
        {
            state = await Fabric.ReadAsync(stop.Token);
            error = null;
        }
        catch (DriverException fault)
        {
            error = fault.Message;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            reading = false;
        }

        StateHasChanged();
    }

    private int Compiled(Switch item) => state?.Entries.Count(e => e.Rule.DatapathId == item.DatapathId && e.Rule.Priority >= FlowPriority.PlanFloor) ?? 0;

    private int Installed(Switch item) => state?.Entries.Count(e => e.Rule.DatapathId == item.DatapathId) ?? 0;

    private void Go(string key, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(key, value), replace: true);
}

using System.Globalization;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Dashboard.Components.Live;
using Dashboard.Components.Serving;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>A pipeline on its way from one layout to another.</summary>
public sealed partial class ReconfigurationStory : LiveComponent
{
    private Reconfiguration? item;
    private IReadOnlyList<string> order = [];
    private IReadOnlyList<DateTimeOffset> switched = [];
    private bool busy;
    private string? error;

    /// <summary>Its id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Reconfigurations | LiveSources.Clock;

    [Inject]
    private IServingDriver Driver { get; set; } = default!;

    [Inject]
    private IAuditLog Audit { get; set; } = default!;

    [Inject]
    private CurrentUser User { get; set; } = default!;

    private string? WhyNot => ReconfigurationWords.WhyNoAbort(item!.State);

    /// <inheritdoc/>
    protected override void Refresh()
    {
        item = Driver.Reconfigurations.FirstOrDefault(r => r.Id == Id);
        if (item is null) return;
        order = [.. item.From.Nodes.Concat(item.To.Nodes).Distinct(StringComparer.Ordinal)];
        switched = [.. item.Steps.Where(s => s.State == ReconfigurationState.Committed).Select(s => s.At)];
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Refresh();

    private ServiceSample? Of(TelemetryFrame frame) => frame.Services.FirstOrDefault(s => s.Service == item?.Service);

    private string Width(long bytes) => string.Create(CultureInfo.InvariantCulture, $"width:{100.0 * bytes / Math.Max(1, item!.RoundBytes.Max()):0.#}%");

    private async Task AbortAsync()
    {
        (busy, error) = (true, null);
        error = await Attempt.RunAsync(async () =>
        {
            var actor = await User.DemandAsync(ConsolePolicies.Operator);
            var given = Driver.Abort(Id);
            await Audit.AppendAsync("abort", actor, $"reconfiguration {Id}", new { service = item!.Service, given }, CancellationToken.None);
            if (!given) throw new ActionRefusedException("It is past the point where it can be given up; it finishes or rolls back by itself.");
        });
        busy = false;
        Refresh();
    }
}

using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Layout;
using Dashboard.Components.Live;
using Dashboard.Components.Map;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>The topology with what moves on it. Everything chosen stands in the address.</summary>
public sealed partial class Overview : LiveComponent
{
    private IReadOnlySet<string>? found;
    private string? filterError;
    private IntentRecord? shade;
    private Plan? planShown;
    private IReadOnlyList<(string Kind, string Label, IReadOnlyList<string> Names)> trails = [];

    /// <summary>Id of what is selected.</summary>
    [SupplyParameterFromQuery(Name = "sel")]
    public string? Selected { get; set; }

    /// <summary>The filter.</summary>
    [SupplyParameterFromQuery(Name = "find")]
    public string? Find { get; set; }

    /// <summary>The intent that is shaded.</summary>
    [SupplyParameterFromQuery(Name = "intent")]
    public long? IntentId { get; set; }

    /// <summary>The intent whose plan is drawn over what is.</summary>
    [SupplyParameterFromQuery(Name = "plan")]
    public long? PlanId { get; set; }

    /// <summary>"table" for the table.</summary>
    [SupplyParameterFromQuery(Name = "view")]
    public string? View { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Telemetry | LiveSources.Intents;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private PageContext Context { get; set; } = default!;

    private DateTimeOffset? At { get; set; }

    private TelemetryFrame Frame => At is { } at ? Feed.History.LastOrDefault(f => f.At <= at) ?? Feed.Telemetry : Feed.Telemetry;

    private string? FoundWords => found is null ? null : Figure.Count(found.Count, "match", "matches");

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var filter = MapFilter.Parse(Find, out filterError);
        found = filter.IsEmpty ? null : filter.Find(Feed.Site.Site, Frame);
        shade = IntentId is { } id ? Feed.Intents.FirstOrDefault(i => i.Id == id && i.Policy is not null) : null;
        planShown = PlanId is { } plan ? Feed.Intents.FirstOrDefault(i => i.Id == plan) is { } intent ? intent.Change?.Plan ?? intent.Plan : null : null;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Context.About(Selected);
        Refresh();
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        Context.About(null);
        return ValueTask.CompletedTask;
    }

    private Task ChooseAsync(string? id)
    {
        trails = [];
        Go(("sel", id));
        return Task.CompletedTask;
    }

    private void FindAsync(ChangeEventArgs change) => Go(("find", string.IsNullOrWhiteSpace(change.Value as string) ? null : change.Value));

    private void ShadeAsync(ChangeEventArgs change) => Go(("intent", string.IsNullOrEmpty(change.Value as string) ? null : change.Value));

    private void ReplayAsync(DateTimeOffset? at)
    {
        At = at;
        Refresh();
    }

    private void ShowTrails(IReadOnlyList<(string Kind, string Label, IReadOnlyList<string> Names)> shown) => trails = shown;

    private void Go((string Key, object? Value) change) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(change.Key, change.Value?.ToString()), replace: true);
}

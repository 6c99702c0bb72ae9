using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Intents;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>All intents by state, newest first.</summary>
public sealed partial class Intents : LiveComponent
{
    private IReadOnlyList<IntentRecord> rows = [];
    private int shown = 50;

    /// <summary>Which ones.</summary>
    [SupplyParameterFromQuery(Name = "filter")]
    public string? Filter { get; set; }

    /// <summary>Words to look for.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Intents;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string Chosen => IntentFilters.All.Any(f => f.Key == Filter) ? Filter! : "all";

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var holds = IntentFilters.All.First(f => f.Key == Chosen).Holds;
        rows = [.. Feed.Intents.Where(i => holds(i) && IntentFilters.Matches(i, Search)).Reverse()];
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Refresh();

    private void Go(string filter, string? search) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["filter"] = filter == "all" ? null : filter, ["q"] = string.IsNullOrWhiteSpace(search) ? null : search }),
        replace: true);
}

using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Actions;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Intents;

/// <summary>What can be done with an intent besides deciding on its plan.</summary>
public sealed partial class IntentButtons
{
    private bool busy;
    private string? error;

    /// <summary>The intent.</summary>
    [Parameter, EditorRequired]
    public required IntentRecord Intent { get; set; }

    [Inject]
    private IntentActions Actions { get; set; } = default!;

    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    private async Task DoAsync(Func<Task> action)
    {
        (busy, error) = (true, null);
        StateHasChanged();
        error = await Attempt.RunAsync(action);
        busy = false;
        Feed.Reread(LiveSources.Intents);
    }
}

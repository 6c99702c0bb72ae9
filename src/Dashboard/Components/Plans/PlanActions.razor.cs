using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Actions;
using Dashboard.Components.Chat;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Plans;

/// <summary>The answers to a plan. What cannot be pressed says why.</summary>
public sealed partial class PlanActions
{
    private bool declining;
    private string? reason;
    private string? doing;
    private string? error;

    /// <summary>The intent.</summary>
    [Parameter, EditorRequired]
    public required IntentRecord Intent { get; set; }

    /// <summary>What is decided.</summary>
    [Parameter, EditorRequired]
    public required PlanView View { get; set; }

    [Inject]
    private IntentActions Actions { get; set; } = default!;

    [Inject]
    private ChatFocus Focus { get; set; } = default!;

    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    private bool CanReplan => Intent.State is IntentState.Stale or IntentState.Failed;

    private bool CanAsk => Intent.State is IntentState.AwaitingApproval or IntentState.Rejected or IntentState.Stale;

    private Task ApproveAsync() => DoAsync("Approving", () => Actions.ApproveAsync(Intent.Id, View.Plan!.Hash));

    private async Task DeclineAsync()
    {
        await DoAsync("Declining", () => Actions.DeclineAsync(Intent.Id, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim()));
        declining = error is not null;
    }

    private Task ReplanAsync() => DoAsync("Planning", () => Actions.ReplanAsync(Intent.Id));

    private async Task DoAsync(string word, Func<Task> action)
    {
        (doing, error) = (word, null);
        StateHasChanged();
        error = await Attempt.RunAsync(action);
        doing = null;
        Feed.Reread(LiveSources.Intents);
    }
}

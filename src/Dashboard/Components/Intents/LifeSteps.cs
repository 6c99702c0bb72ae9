using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Shared;

namespace Dashboard.Components.Intents;

/// <summary>The life of an intent as the steps that an operator follows.</summary>
internal static class LifeSteps
{
    private static readonly (string Word, IntentState[] Reached, IntentState[] Under, IntentState[] Bad)[] Steps =
    [
        ("Said", [IntentState.Received], [], []),
        ("Understood", [IntentState.Planned, IntentState.Verifying, IntentState.AwaitingApproval], [IntentState.Planning, IntentState.Received], [IntentState.Clarifying]),
        ("Proved", [IntentState.AwaitingApproval], [IntentState.Planned, IntentState.Verifying], [IntentState.Rejected]),
        ("Approved", [IntentState.Enacting], [IntentState.AwaitingApproval], [IntentState.Declined, IntentState.Stale]),
        ("Enacted", [IntentState.Active], [IntentState.Enacting], [IntentState.Failed]),
        ("Withdrawn", [IntentState.Withdrawn, IntentState.Expired], [IntentState.Withdrawing], []),
    ];

    public static IReadOnlyList<StepView> Of(IntentRecord intent)
    {
        var views = new List<StepView>();
        foreach (var (word, reached, under, bad) in Steps)
        {
            if (word == "Withdrawn" && intent.State is not (IntentState.Withdrawing or IntentState.Withdrawn or IntentState.Expired)) continue;
            var at = intent.States.LastOrDefault(s => reached.Contains(s.State))?.At ?? (word == "Said" ? intent.CreatedAt : null);
            var wrong = bad.Contains(intent.State);
            var current = under.Contains(intent.State) || wrong;
            var meaning = wrong ? (intent.State is IntentState.Rejected or IntentState.Failed ? Meaning.Violated : Meaning.Warning)
                : under.Contains(intent.State) ? Meaning.Moving
                : at is not null ? Meaning.Proven : Meaning.Neutral;
            views.Add(new StepView(wrong ? StateWords.Of(intent.State).Word : word, current && !wrong ? null : at ?? (wrong ? intent.UpdatedAt : null), meaning, current));
        }

        if (IntentLifecycle.Binds(intent.State))
            views.Add(new StepView("Read back", intent.ProvenAt, intent.ProvenAt is null ? Meaning.Moving : intent.Evidence.All(e => e.Holds) ? Meaning.Proven : Meaning.Violated, intent.ProvenAt is null));
        return views;
    }
}

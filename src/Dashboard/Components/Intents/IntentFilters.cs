using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Components.Intents;

/// <summary>The groups into which an operator sorts intents.</summary>
internal static class IntentFilters
{
    public static readonly IReadOnlyList<(string Key, string Word, Func<IntentRecord, bool> Holds)> All =
    [
        ("all", "All", _ => true),
        ("waiting", "Waiting for you", i => i.State is IntentState.AwaitingApproval or IntentState.Clarifying or IntentState.Stale || i.Change?.Verdict?.Passed == true),
        ("moving", "Under way", i => i.State is IntentState.Received or IntentState.Planning or IntentState.Planned or IntentState.Verifying or IntentState.Enacting or IntentState.Withdrawing),
        ("active", "Active", i => IntentLifecycle.Binds(i.State)),
        ("drift", "Drift", i => i.Drift.Count > 0),
        ("refused", "Rejected or failed", i => i.State is IntentState.Rejected or IntentState.Failed),
        ("over", "Over", i => i.State is IntentState.Declined or IntentState.Withdrawn or IntentState.Expired or IntentState.Answered),
    ];

    public static bool Matches(IntentRecord intent, string? text) =>
        string.IsNullOrWhiteSpace(text)
        || intent.Text.Contains(text, StringComparison.OrdinalIgnoreCase)
        || intent.Author.Contains(text, StringComparison.OrdinalIgnoreCase)
        || intent.Words.Any(w => w.Contains(text, StringComparison.OrdinalIgnoreCase));
}

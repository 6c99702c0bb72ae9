using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Orchestration.Lifecycle;

namespace Dashboard.Components.Plans;

/// <summary>What is put before the operator: the plan of an intent, or of a change of it.</summary>
/// <param name="Title">The policy in words, first rule, without the names it resolves to.</param>
/// <param name="More">Further rules, as short.</param>
/// <param name="Full">All rules with the names they resolve to; empty when that says no more.</param>
/// <param name="Plan">The plan; null when none could be compiled.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Approval">A yes that was given.</param>
/// <param name="Decidable">Whether it awaits a person.</param>
/// <param name="Why">Why it does not, in words for a disabled button.</param>
public sealed record PlanView(string Title, IReadOnlyList<string> More, IReadOnlyList<string> Full, Plan? Plan, Verdict? Verdict, Approval? Approval, bool Decidable, string? Why)
{
    /// <summary>The plan that an intent asks about now.</summary>
    public static PlanView Of(IntentRecord intent)
    {
        ArgumentNullException.ThrowIfNull(intent);
        return intent.Change is { } change ? OfChange(intent, change) : OfIntent(intent);
    }

    private static PlanView OfIntent(IntentRecord intent)
    {
        var title = intent.Words.Count > 0 ? ShortWords.Of(intent.Words[0]) : intent.Verdict is null ? "Not understood yet" : "No policy";
        var decidable = intent.State == IntentState.AwaitingApproval && intent.Plan is not null && intent.Verdict?.Passed == true;
        return new PlanView(title, [.. intent.Words.Skip(1).Select(ShortWords.Of)], FullOf(intent), intent.Plan, intent.Verdict, intent.Approval, decidable, decidable ? null : WhyNot(intent));
    }

    private static PlanView OfChange(IntentRecord intent, PendingChange change)
    {
        var title = change.Kind switch
        {
            ChangeKind.Withdraw => $"Withdraw intent {intent.Id}",
            ChangeKind.Expire => $"End intent {intent.Id}: its time is over",
            ChangeKind.Replan => $"A new plan for intent {intent.Id}, because the site changed",
            _ => $"Change intent {intent.Id}{(string.IsNullOrEmpty(change.Text) ? "" : $": {change.Text}")}",
        };
        var decidable = change is { Plan: not null, Verdict.Passed: true, Approval: null };
        var why = decidable ? null
            : change.Approval is not null ? $"Approved by {change.Approval.Actor}"
            : change.Verdict is { Passed: false } ? "The checks did not pass"
            : "Still being planned and checked";
        return new PlanView(title, [.. intent.Words.Select(ShortWords.Of)], FullOf(intent), change.Plan, change.Verdict, change.Approval, decidable, why);
    }

    private static IReadOnlyList<string> FullOf(IntentRecord intent) => intent.Words.All(w => ShortWords.Of(w) == w.TrimEnd('.')) ? [] : intent.Words;

    private static string WhyNot(IntentRecord intent) => intent.State switch
    {
        IntentState.Rejected => "The checks did not pass",
        IntentState.Stale => "The site changed since it was checked; plan it again",
        IntentState.Declined => "It was declined",
        IntentState.Failed => "Enacting it failed and was rolled back",
        IntentState.Enacting or IntentState.Active or IntentState.Withdrawing => "It is in force",
        IntentState.Withdrawn or IntentState.Expired => "It is no longer in force",
        IntentState.AwaitingApproval => "The checks did not pass",
        _ => "Still being planned and checked",
    };
}

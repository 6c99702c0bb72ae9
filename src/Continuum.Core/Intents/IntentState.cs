namespace Continuum.Core.Intents;

/// <summary>Where an intent is in its life.</summary>
public enum IntentState
{
    /// <summary>Stored, not yet read.</summary>
    Received,

    /// <summary>Being understood and compiled.</summary>
    Planning,

    /// <summary>A question is open.</summary>
    Clarifying,

    /// <summary>A plan exists.</summary>
    Planned,

    /// <summary>The plan is being checked.</summary>
    Verifying,

    /// <summary>The verdict did not pass.</summary>
    Rejected,

    /// <summary>The verdict passed; a person decides.</summary>
    AwaitingApproval,

    /// <summary>A person said no.</summary>
    Declined,

    /// <summary>What was verified is no longer what is; it must be planned anew.</summary>
    Stale,

    /// <summary>Being made true.</summary>
    Enacting,

    /// <summary>True, and watched.</summary>
    Active,

    /// <summary>Enactment failed and was rolled back.</summary>
    Failed,

    /// <summary>Being taken back.</summary>
    Withdrawing,

    /// <summary>Taken back.</summary>
    Withdrawn,

    /// <summary>Its validity window ended and it was taken back.</summary>
    Expired,

    /// <summary>The text was a question, or became a change of another intent; nothing is to be enacted for it.</summary>
    Answered,
}

/// <summary>The life cycle as a table.</summary>
public static class IntentLifecycle
{
    private static readonly Dictionary<IntentState, IntentState[]> Next = new()
    {
        [IntentState.Received] = [IntentState.Planning, IntentState.Declined],
        [IntentState.Planning] = [IntentState.Clarifying, IntentState.Planned, IntentState.Rejected, IntentState.Answered, IntentState.Declined],
        [IntentState.Clarifying] = [IntentState.Planning, IntentState.Declined],
        [IntentState.Planned] = [IntentState.Verifying, IntentState.Declined],
        [IntentState.Verifying] = [IntentState.Rejected, IntentState.AwaitingApproval, IntentState.Declined],
        [IntentState.Rejected] = [IntentState.Planning, IntentState.Declined],
        [IntentState.AwaitingApproval] = [IntentState.Planning, IntentState.Declined, IntentState.Stale, IntentState.Enacting],
        [IntentState.Declined] = [],
        [IntentState.Stale] = [IntentState.Planning, IntentState.Declined],
        [IntentState.Enacting] = [IntentState.Active, IntentState.Failed],
        // To Enacting when an approved amendment or a new plan for the same policy is enacted.
        [IntentState.Active] = [IntentState.Withdrawing, IntentState.Enacting],
        [IntentState.Failed] = [IntentState.Planning, IntentState.Declined],
        [IntentState.Withdrawing] = [IntentState.Withdrawn, IntentState.Expired, IntentState.Active],
        [IntentState.Withdrawn] = [],
        [IntentState.Expired] = [],
        [IntentState.Answered] = [],
    };

    /// <summary>Whether an intent may go from one state to the other.</summary>
    public static bool Allows(IntentState from, IntentState to) => Next[from].Contains(to);

    /// <summary>States that may follow.</summary>
    public static IReadOnlyList<IntentState> After(IntentState from) => Next[from];

    /// <summary>Whether the intent's rules bind the site.</summary>
    public static bool Binds(IntentState state) => state is IntentState.Active or IntentState.Withdrawing;
}

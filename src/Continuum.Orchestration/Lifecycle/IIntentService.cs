namespace Continuum.Orchestration.Lifecycle;

/// <summary>What people and programs may ask of intents. Callers have checked roles; actors are recorded in the audit log.</summary>
public interface IIntentService
{
    /// <summary>Stores the text and plans it in the background.</summary>
    /// <exception cref="IntentRefusedException">The text is empty or too long.</exception>
    Task<IntentRecord> SubmitAsync(string text, string actor, string origin, CancellationToken cancellationToken);

    /// <summary>Answers the open question of an intent, or says more about one that is rejected, stale or awaits approval.</summary>
    /// <exception cref="IntentRefusedException">The intent takes no reply now.</exception>
    Task<IntentRecord> ReplyAsync(long id, string text, string actor, CancellationToken cancellationToken);

    /// <summary>Approves the plan (or the plan of the pending change) with that hash; it is enacted in the background. Approving twice is one approval.</summary>
    /// <exception cref="IntentRefusedException">Nothing awaits approval, or the hash is another (the message says which to look at).</exception>
    Task<IntentRecord> ApproveAsync(long id, string planHash, string actor, CancellationToken cancellationToken);

    /// <summary>Declines the plan, or the pending change of an active intent, which then stays as it is.</summary>
    /// <exception cref="IntentRefusedException">Nothing can be declined now.</exception>
    Task<IntentRecord> DeclineAsync(long id, string? reason, string actor, CancellationToken cancellationToken);

    /// <summary>Plans the end of an active intent; it awaits approval like any plan.</summary>
    /// <exception cref="IntentRefusedException">The intent is not active.</exception>
    Task<IntentRecord> WithdrawAsync(long id, string actor, CancellationToken cancellationToken);

    /// <summary>Plans a stale, rejected or failed intent afresh.</summary>
    /// <exception cref="IntentRefusedException">It is in no such state.</exception>
    Task<IntentRecord> ReplanAsync(long id, string actor, CancellationToken cancellationToken);

    /// <summary>Stops the planning that runs for the intent; it is then declined.</summary>
    /// <exception cref="IntentRefusedException">No planning runs.</exception>
    Task<IntentRecord> CancelAsync(long id, string actor, CancellationToken cancellationToken);
}

/// <summary>A request that does not fit the state the intent is in; the message says what was found and what to do.</summary>
public sealed class IntentRefusedException(IntentRefusal reason, string message) : Exception(message)
{
    /// <summary>Which kind of refusal.</summary>
    public IntentRefusal Reason => reason;
}

/// <summary>Kinds of refusals.</summary>
public enum IntentRefusal
{
    /// <summary>No such intent.</summary>
    NotFound,

    /// <summary>The text cannot be taken.</summary>
    BadText,

    /// <summary>The intent is in another state.</summary>
    WrongState,

    /// <summary>The plan is another than the one approved.</summary>
    StaleHash,
}

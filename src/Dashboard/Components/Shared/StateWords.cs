using Continuum.Core.Intents;

namespace Dashboard.Components.Shared;

/// <summary>States of an intent as words and meanings.</summary>
public static class StateWords
{
    /// <summary>The word that an operator reads, and what it means to them.</summary>
    public static (string Word, Meaning Is) Of(IntentState state) => state switch
    {
        IntentState.Received => ("received", Meaning.Moving),
        IntentState.Planning => ("planning", Meaning.Moving),
        IntentState.Clarifying => ("asks you", Meaning.Warning),
        IntentState.Planned => ("planned", Meaning.Moving),
        IntentState.Verifying => ("verifying", Meaning.Moving),
        IntentState.Rejected => ("rejected", Meaning.Violated),
        IntentState.AwaitingApproval => ("awaits approval", Meaning.Warning),
        IntentState.Declined => ("declined", Meaning.Neutral),
        IntentState.Stale => ("stale", Meaning.Warning),
        IntentState.Enacting => ("enacting", Meaning.Moving),
        IntentState.Active => ("active", Meaning.Proven),
        IntentState.Failed => ("failed, rolled back", Meaning.Violated),
        IntentState.Withdrawing => ("withdrawing", Meaning.Moving),
        IntentState.Withdrawn => ("withdrawn", Meaning.Neutral),
        IntentState.Expired => ("expired", Meaning.Neutral),
        IntentState.Answered => ("answered", Meaning.Neutral),
        _ => (state.ToString(), Meaning.Neutral),
    };
}

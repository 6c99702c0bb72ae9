namespace Continuum.Serving.Reconfiguration;

/// <summary>How far the change from one pipeline to the next has come.</summary>
public enum ReconfigurationState
{
    /// <summary>Found feasible; waits for the KV cache to fit both pipelines.</summary>
    Proposed,

    /// <summary>Every stage takes its lease, maps layers and warms up.</summary>
    Preparing,

    /// <summary>The bulk of the KV cache is on its way.</summary>
    Copying,

    /// <summary>Rounds send what was appended meanwhile.</summary>
    Converging,

    /// <summary>The tail fits the pause; the intent to switch is being made durable.</summary>
    Ready,

    /// <summary>No new micro-batches: drain, tails, verification.</summary>
    Switching,

    /// <summary>The new epoch serves; the sources still hold everything.</summary>
    Committed,

    /// <summary>The sources zero what moved.</summary>
    Releasing,

    /// <summary>Over; nothing of the old pipeline is left.</summary>
    Done,

    /// <summary>Given up before the commit; the old pipeline serves.</summary>
    Aborted,

    /// <summary>Committed, but a death or a lost route made a later epoch necessary before it was done.</summary>
    Superseded,
}

/// <summary>The one table of allowed transitions.</summary>
public static class ReconfigurationTransitions
{
    private static readonly Dictionary<ReconfigurationState, ReconfigurationState[]> Table = new()
    {
        [ReconfigurationState.Proposed] = [ReconfigurationState.Preparing, ReconfigurationState.Aborted],
        [ReconfigurationState.Preparing] = [ReconfigurationState.Copying, ReconfigurationState.Aborted],
        [ReconfigurationState.Copying] = [ReconfigurationState.Converging, ReconfigurationState.Aborted],
        [ReconfigurationState.Converging] = [ReconfigurationState.Ready, ReconfigurationState.Aborted],
        [ReconfigurationState.Ready] = [ReconfigurationState.Switching, ReconfigurationState.Aborted],
        [ReconfigurationState.Switching] = [ReconfigurationState.Committed, ReconfigurationState.Aborted],
        [ReconfigurationState.Committed] = [ReconfigurationState.Releasing, ReconfigurationState.Superseded],
        [ReconfigurationState.Releasing] = [ReconfigurationState.Done, ReconfigurationState.Superseded],
        [ReconfigurationState.Done] = [],
        [ReconfigurationState.Aborted] = [],
        [ReconfigurationState.Superseded] = [],
    };

    /// <summary>Whether a change in one state may go on to another.</summary>
    /// <param name="from">The state now.</param>
    /// <param name="to">The state after.</param>
    /// <returns>True if the table has it.</returns>
    public static bool Allows(ReconfigurationState from, ReconfigurationState to) => Array.IndexOf(Table[from], to) >= 0;

    /// <summary>Whether nothing follows.</summary>
    /// <param name="state">The state.</param>
    /// <returns>True for the ends.</returns>
    public static bool IsEnd(ReconfigurationState state) => Table[state].Length == 0;
}

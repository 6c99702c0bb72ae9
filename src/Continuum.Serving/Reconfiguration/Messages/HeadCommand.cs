namespace Continuum.Serving.Reconfiguration;

/// <summary>What a coordinator wants done, in this order. The process may die between any two.</summary>
internal abstract record HeadCommand;

/// <summary>Send a message to a stage.</summary>
internal sealed record SendTo(string Node, HeadMessage Message) : HeadCommand;

/// <summary>Send the marker as the first message of the epoch on the route to the first stage.</summary>
internal sealed record SendMarker(string Node, Marker Marker) : HeadCommand;

/// <summary>Write to the journal, then tell <see cref="Coordinator.Written"/>. Durable entries are flushed to the disk before.</summary>
internal sealed record WriteJournal(JournalEntry Entry, bool Durable) : HeadCommand;

/// <summary>List the blocks of running sequences and pin them, then tell <see cref="Coordinator.BlocksPinned"/>.</summary>
internal sealed record PinBlocks(int Round) : HeadCommand;

/// <summary>End the pins of a round.</summary>
internal sealed record UnpinBlocks(int Round) : HeadCommand;

/// <summary>Issue no more micro-batches, tell <see cref="Coordinator.Drained"/> when none is on its way.</summary>
internal sealed record HoldEngine : HeadCommand;

/// <summary>Issue no more and expect nothing back: results that still come are refused.</summary>
internal sealed record FenceEngine : HeadCommand;

/// <summary>Issue again.</summary>
/// <param name="HighestGeneration">With <see cref="ResumeWork.Restart"/>: block generations go on above this.</param>
internal sealed record ResumeEngine(long Term, long Epoch, EpochLayout Layout, ResumeWork Work, int HighestGeneration) : HeadCommand;

/// <summary>Bound the work of a micro-batch to a decode step, or no longer.</summary>
internal sealed record ShortenSteps(bool Short) : HeadCommand;

/// <summary>Hold admission for a moment, or no longer.</summary>
internal sealed record ThrottleAdmission(bool Throttled) : HeadCommand;

/// <summary>Limit the blocks in use; tell <see cref="Coordinator.LimitMet"/> when no more are. Nobody loses blocks for it.</summary>
internal sealed record SetKvLimit(int Blocks, bool MayPreempt) : HeadCommand;

/// <summary>Ask for a pipeline that the rules and the living nodes allow; answer with <see cref="Coordinator.Replace"/>.</summary>
internal sealed record AskLayout(string Reason) : HeadCommand;

/// <summary>Whoever changed the rules may take them as in force: nothing that they forbid is under way.</summary>
internal sealed record RulesInForce : HeadCommand;

/// <summary>A change went on.</summary>
internal sealed record StateChanged(long Epoch, ReconfigurationState State, string? Reason, long AtUs) : HeadCommand;

/// <summary>A round ended.</summary>
internal sealed record RoundEnded(long Epoch, int Round, long Slots, long Bytes, long Us) : HeadCommand;

/// <summary>What resumes.</summary>
internal enum ResumeWork
{
    /// <summary>Nothing was in flight.</summary>
    Continue,

    /// <summary>Micro-batches that had not come back are sent again.</summary>
    Reissue,

    /// <summary>All sequences are computed again from their tokens.</summary>
    Restart,
}

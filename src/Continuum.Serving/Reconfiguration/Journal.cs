namespace Continuum.Serving.Reconfiguration;

/// <summary>What a head writes down.</summary>
internal abstract record JournalEntry(long Term);

/// <summary>A head took a term; written before any stage hears of it.</summary>
internal sealed record TermTaken(long Term) : JournalEntry(Term);

/// <summary>Micro-batches may be held for a switch to this epoch from now on.</summary>
internal sealed record SwitchPrepared(long Term, long Epoch, EpochLayout To) : JournalEntry(Term);

/// <summary>The epoch serves.</summary>
internal sealed record SwitchCommitted(long Term, long Epoch, EpochLayout To) : JournalEntry(Term);

/// <summary>A prepared switch is off.</summary>
internal sealed record SwitchAborted(long Term, long Epoch) : JournalEntry(Term);

/// <summary>The entries of a journal, read in order.</summary>
internal sealed class JournalState
{
    /// <summary>Highest term taken.</summary>
    public long Term { get; private set; }

    /// <summary>Highest epoch mentioned.</summary>
    public long HighestEpoch { get; private set; }

    /// <summary>Highest epoch committed; 0 if none.</summary>
    public long Committed { get; private set; }

    /// <summary>Its pipeline.</summary>
    public EpochLayout? Layout { get; private set; }

    /// <summary>Takes the next entry.</summary>
    public void Add(JournalEntry entry)
    {
        Term = Math.Max(Term, entry.Term);
        switch (entry)
        {
            case SwitchPrepared prepared:
                HighestEpoch = Math.Max(HighestEpoch, prepared.Epoch);
                break;
            case SwitchCommitted committed when committed.Epoch >= Committed:
                (Committed, Layout) = (committed.Epoch, committed.To);
                HighestEpoch = Math.Max(HighestEpoch, committed.Epoch);
                break;
        }
    }
}

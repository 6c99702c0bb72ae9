namespace Continuum.Serving.Stages;

/// <summary>What a stage does with a frame.</summary>
internal enum FrameVerdict
{
    /// <summary>It belongs to the active epoch.</summary>
    Run,

    /// <summary>Its epoch is prepared and not active yet.</summary>
    Wait,

    /// <summary>Its term or epoch is older, or unknown.</summary>
    Refuse,
}

/// <summary>
/// Terms and epochs as one stage knows them. Terms and epochs only rise: a head that has been replaced and a configuration
/// that has been left can do no harm, however late their messages come.
/// </summary>
internal sealed class EpochTable
{
    private readonly SortedSet<long> prepared = [];

    /// <summary>The highest term seen; 0 before the first head.</summary>
    public long Term { get; private set; }

    /// <summary>The highest epoch activated; 0 for none.</summary>
    public long Active { get; private set; }

    /// <summary>Follows a head.</summary>
    /// <exception cref="StageRefusalException">A head of a higher term was here.</exception>
    public void Follow(long term)
    {
        if (term < Term) throw new StageRefusalException($"Term {term} was named; this stage follows term {Term}. The head has been replaced and must not go on.");
        if (term > Term) prepared.Clear();
        Term = term;
    }

    /// <exception cref="StageRefusalException">The epoch is not above the active one.</exception>
    public void Prepare(long epoch)
    {
        if (epoch <= Active) throw new StageRefusalException($"Epoch {epoch} was to be prepared; epoch {Active} is active already. Use a higher one.");
        prepared.Add(epoch);
    }

    /// <summary>Makes a prepared epoch the active one; doing it again is nothing.</summary>
    /// <exception cref="StageRefusalException">The epoch was not prepared.</exception>
    public void Activate(long epoch)
    {
        if (epoch == Active) return;
        if (!prepared.Contains(epoch))
            throw new StageRefusalException($"Epoch {epoch} was to be activated; prepared are {(prepared.Count == 0 ? "none" : string.Join(", ", prepared))}, active is {Active}. Prepare it first.");
        Active = epoch;
        prepared.RemoveWhere(p => p <= epoch);
    }

    /// <summary>Forgets an epoch that was prepared.</summary>
    public void Forget(long epoch) => prepared.Remove(epoch);

    /// <summary>Whether a message of a head may be followed, and why not.</summary>
    public (FrameVerdict Verdict, string Reason) Judge(long term, long epoch)
    {
        if (term != Term) return (FrameVerdict.Refuse, $"term {term} was named; this stage follows term {Term}");
        if (epoch == Active) return (FrameVerdict.Run, "");
        if (prepared.Contains(epoch)) return (FrameVerdict.Wait, "");
        return (FrameVerdict.Refuse, $"epoch {epoch} is {(epoch < Active ? "older than" : "not prepared;")} the active epoch {Active}");
    }
}

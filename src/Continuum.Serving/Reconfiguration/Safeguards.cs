namespace Continuum.Serving.Reconfiguration;

/// <summary>
/// The checks that make a change safe, by name, so that tests can take one away and see the simulator notice. Nothing but
/// tests makes another instance than <see cref="All"/>, and no option or message leads here.
/// </summary>
internal sealed record Safeguards
{
    public static Safeguards All { get; } = new();

    /// <summary>A stage refuses messages of an earlier head.</summary>
    public bool CheckTerm { get; init; } = true;

    /// <summary>A copy starts over where a block was handed out anew.</summary>
    public bool CheckGeneration { get; init; } = true;

    /// <summary>Slots already received are not counted again.</summary>
    public bool DropDuplicates { get; init; } = true;

    /// <summary>Received slots are compared with their checksums.</summary>
    public bool CheckSums { get; init; } = true;

    /// <summary>The commit waits until every stage of the target has verified.</summary>
    public bool VerifyBeforeCommit { get; init; } = true;

    /// <summary>The commit waits for the last order, made when nothing was in flight.</summary>
    public bool DrainBeforeTail { get; init; } = true;

    /// <summary>The marker and the new epoch wait for the commit record.</summary>
    public bool CommitBeforeResume { get; init; } = true;

    /// <summary>The intent to switch is durable before micro-batches are held.</summary>
    public bool PreparedBeforeHold { get; init; } = true;

    /// <summary>Release waits for acknowledgements and a complete step.</summary>
    public bool StepBeforeRelease { get; init; } = true;

    /// <summary>Acknowledgements are counted by node, not by message.</summary>
    public bool CountNodesOnce { get; init; } = true;

    /// <summary>Stages refuse micro-batches of another epoch.</summary>
    public bool CheckEpoch { get; init; } = true;

    /// <summary>The head refuses results of an epoch that was fenced.</summary>
    public bool FenceResults { get; init; } = true;

    /// <summary>The rules are asked again for target and transfers, at the start and before the commit.</summary>
    public bool RecheckRules { get; init; } = true;

    /// <summary>Rules that change stop the copies first and are in force afterwards.</summary>
    public bool StopBeforeRules { get; init; } = true;

    /// <summary>What a stage has verified outlives its lease, until a head says how the change ended.</summary>
    public bool KeepVerified { get; init; } = true;

    /// <summary>Memory is asked for the layers of both pipelines.</summary>
    public bool ReserveBoth { get; init; } = true;

    /// <summary>A block that a copier may be reading is not handed out.</summary>
    public bool PinBlocks { get; init; } = true;

    /// <summary>A restarted head asks the stages, and the highest epoch among them outranks the journal.</summary>
    public bool StagesOutrankJournal { get; init; } = true;
}

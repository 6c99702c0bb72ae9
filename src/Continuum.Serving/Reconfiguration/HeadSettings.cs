namespace Continuum.Serving.Reconfiguration;

/// <summary>Times and bounds of the protocol, in microseconds of the head's monotonic clock.</summary>
public sealed record HeadSettings
{
    /// <summary>How long a stage stays locked without hearing from its head.</summary>
    public long LeaseUs { get; init; } = 10_000_000;

    /// <summary>After how long an unanswered message is sent again.</summary>
    public long RetryUs { get; init; } = 500_000;

    /// <summary>Longest time from the proposal until the switch begins; weights of a large model take minutes.</summary>
    public long PatienceUs { get; init; } = 600_000_000;

    /// <summary>Longest time in which admission is held for a switch before it is given up.</summary>
    public long HoldUs { get; init; } = 2_000_000;

    /// <summary>The pause to stay under.</summary>
    public long PauseGoalUs { get; init; } = 3_000;

    /// <summary>Rounds before admission is throttled.</summary>
    public int MaxRounds { get; init; } = 8;

    /// <summary>Rounds with throttled admission before the change is given up.</summary>
    public int MaxThrottledRounds { get; init; } = 8;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LeaseUs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RetryUs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PatienceUs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(HoldUs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PauseGoalUs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRounds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxThrottledRounds);
    }
}

namespace Continuum.Serving.Reconfiguration;

/// <summary>What follows a round.</summary>
internal enum RoundVerdict
{
    /// <summary>Send what was appended meanwhile.</summary>
    Again,

    /// <summary>Hold admission, then send what was appended meanwhile.</summary>
    Throttle,

    /// <summary>The tail fits the pause.</summary>
    Ready,

    /// <summary>It will not.</summary>
    GiveUp,
}

/// <summary>
/// Predicts the time that the tail takes from what rounds measured: bytes appended a second, bytes sent a second, and the
/// fixed part of a round. Moves that append faster than they copy are throttled, then given up.
/// </summary>
internal sealed class Convergence(HeadSettings settings)
{
    private long listedBeforeUs = -1;
    private int rounds;
    private int throttledRounds;
    private double bytesPerUs;
    private double fixedUs = double.PositiveInfinity;

    /// <summary>Predicted time for the tail in microseconds; infinite before the first round.</summary>
    public double TailUs { get; private set; } = double.PositiveInfinity;

    /// <summary>Takes a round's measurements.</summary>
    /// <param name="bytes">Bytes sent.</param>
    /// <param name="listedUs">When its blocks were listed.</param>
    /// <param name="endedUs">When the last source was done.</param>
    /// <returns>What follows.</returns>
    public RoundVerdict Ended(long bytes, long listedUs, long endedUs)
    {
        rounds++;
        var took = Math.Max(1, endedUs - listedUs);
        fixedUs = Math.Min(fixedUs, took);
        // Short rounds are all overhead and say nothing of the speed.
        bytesPerUs = Math.Max(bytesPerUs, (double)bytes / took);
        var first = listedBeforeUs < 0;
        var appendedPerUs = first ? 0 : (double)bytes / Math.Max(1, listedUs - listedBeforeUs);
        listedBeforeUs = listedUs;
        if (bytes == 0) TailUs = 0;
        else if (!first) TailUs = appendedPerUs * took / bytesPerUs + Math.Min(fixedUs, settings.PauseGoalUs / 2.0);
        if (TailUs <= settings.PauseGoalUs) return RoundVerdict.Ready;
        if (rounds < settings.MaxRounds) return RoundVerdict.Again;
        return throttledRounds++ < settings.MaxThrottledRounds ? RoundVerdict.Throttle : RoundVerdict.GiveUp;
    }
}

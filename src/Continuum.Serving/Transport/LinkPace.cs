using System.Diagnostics;

namespace Continuum.Serving.Transport;

/// <summary>The bandwidth and latency that a link of the lab stands for.</summary>
/// <param name="BytesPerSecond">Bandwidth; 0 does not pace.</param>
/// <param name="LatencySeconds">One way; 0 adds none.</param>
public readonly record struct LinkPace(double BytesPerSecond, double LatencySeconds)
{
    /// <summary>Whether the link is paced at all.</summary>
    public bool IsPaced => BytesPerSecond > 0 || LatencySeconds > 0;

    /// <summary>
    /// When a message that is ready now may leave, so that it arrives as over the link: messages follow one another at the
    /// bandwidth, and each takes the latency on top.
    /// </summary>
    /// <param name="now">Timestamp at which the message is ready.</param>
    /// <param name="free">Timestamp from which the link is free; moved on.</param>
    /// <param name="bytes">Size of the message.</param>
    /// <returns>Timestamp at which to hand it over.</returns>
    internal long Due(long now, ref long free, long bytes)
    {
        var sending = BytesPerSecond > 0 ? (long)(bytes / BytesPerSecond * Stopwatch.Frequency) : 0;
        free = Math.Max(now, free) + sending;
        return free + (long)(LatencySeconds * Stopwatch.Frequency);
    }
}

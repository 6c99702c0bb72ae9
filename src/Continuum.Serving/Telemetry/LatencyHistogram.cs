namespace Continuum.Serving.Telemetry;

/// <summary>Counts durations by bucket. Safe for concurrent use.</summary>
public sealed class LatencyHistogram
{
    /// <summary>Upper bounds in seconds, from half a millisecond to twenty minutes, about three to a factor of ten.</summary>
    public static IReadOnlyList<double> DefaultBounds { get; } =
        [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 20, 40, 80, 160, 320, 640, 1280];

    private readonly Lock gate = new();
    private readonly double[] bounds;
    private readonly long[] counts;
    private double sum;

    /// <summary>Creates an empty histogram.</summary>
    /// <param name="bounds">Upper bounds in seconds, ascending; null for <see cref="DefaultBounds"/>.</param>
    public LatencyHistogram(IReadOnlyList<double>? bounds = null)
    {
        this.bounds = [.. bounds ?? DefaultBounds];
        counts = new long[this.bounds.Length + 1];
    }

    /// <summary>Counts a duration.</summary>
    /// <param name="seconds">The duration in seconds.</param>
    public void Record(double seconds)
    {
        // A bound belongs to its bucket, as Prometheus' "le" says.
        var bucket = Array.BinarySearch(bounds, seconds) is var at && at >= 0 ? at : ~at;
        lock (gate)
        {
            counts[bucket]++;
            sum += seconds;
        }
    }

    /// <summary>The counts at one moment.</summary>
    /// <returns>A copy.</returns>
    public HistogramSnapshot Snapshot()
    {
        lock (gate) return new HistogramSnapshot(bounds, [.. counts], sum);
    }
}

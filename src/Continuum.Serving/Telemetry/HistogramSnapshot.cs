namespace Continuum.Serving.Telemetry;

/// <summary>A histogram at one moment.</summary>
/// <param name="Bounds">Upper bounds of the buckets, ascending, in seconds.</param>
/// <param name="Counts">Durations in each bucket, and last those above all bounds.</param>
/// <param name="Sum">Sum of all durations in seconds.</param>
public sealed record HistogramSnapshot(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum)
{
    /// <summary>How many durations there are.</summary>
    public long Count => Counts.Sum();

    /// <summary>An estimate of a quantile, linear inside its bucket.</summary>
    /// <param name="quantile">0 to 1.</param>
    /// <returns>Seconds, or null where nothing was counted; the highest bound for what lies above it.</returns>
    public double? Quantile(double quantile)
    {
        var total = Count;
        if (total == 0) return null;
        double rank = quantile * total, seen = 0;
        for (var i = 0; i < Bounds.Count; i++)
        {
            if (seen + Counts[i] >= rank && Counts[i] > 0)
            {
                var low = i == 0 ? 0 : Bounds[i - 1];
                return low + (Bounds[i] - low) * Math.Clamp((rank - seen) / Counts[i], 0, 1);
            }
            seen += Counts[i];
        }
        return Bounds[^1];
    }
}

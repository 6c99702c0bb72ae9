namespace Continuum.Serving.Client;

/// <summary>A histogram of durations.</summary>
/// <param name="Bounds">Upper bounds of the buckets in seconds, ascending.</param>
/// <param name="Counts">Durations in each bucket; one more than bounds, the last is what is above all.</param>
/// <param name="Sum">Sum of all durations in seconds.</param>
public sealed record DurationCounts(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts, double Sum)
{
    /// <summary>Number of durations.</summary>
    public long Count => Counts.Sum();

    /// <summary>The duration below which a share of all lies, interpolated inside its bucket.</summary>
    /// <param name="share">0 to 1, such as 0.95.</param>
    /// <returns>Seconds, or null where nothing has been counted.</returns>
    public double? Quantile(double share)
    {
        var rank = share * Count;
        double below = 0;
        for (var i = 0; i < Counts.Count; i++)
        {
            if (Counts[i] > 0 && below + Counts[i] >= rank)
            {
                var from = i == 0 ? 0 : Bounds[i - 1];
                return i == Bounds.Count ? from : from + ((rank - below) / Counts[i] * (Bounds[i] - from));
            }
            below += Counts[i];
        }
        return null;
    }
}

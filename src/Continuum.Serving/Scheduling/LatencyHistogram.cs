namespace Continuum.Serving.Scheduling;

/// <summary>Counts of durations in fixed buckets. Safe for concurrent use.</summary>
/// <param name="bounds">Upper bounds in seconds, ascending; above the last there is one more bucket.</param>
public sealed class LatencyHistogram(IReadOnlyList<double> bounds)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[bounds.Count + 1];
    private double sum;

    /// <summary>Bounds from 1 ms to 60 s, as dashboards for LLM servers use them.</summary>
    public static IReadOnlyList<double> DefaultBounds { get; } =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Upper bounds in seconds.</summary>
    public IReadOnlyList<double> Bounds { get; } = bounds;

    /// <summary>Counts a duration.</summary>
    /// <param name="seconds">The duration.</param>
    public void Add(double seconds)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && seconds > Bounds[bucket]) bucket++;
        lock (gate)
        {
            counts[bucket]++;
            sum += seconds;
        }
    }

    /// <summary>Counts of each bucket and the sum of all durations.</summary>
    /// <returns>A copy.</returns>
    public (IReadOnlyList<long> Counts, double Sum) Read()
    {
        lock (gate) return ([.. counts], sum);
    }
}

namespace Continuum.Serving.Load;

/// <summary>Quantiles of a measure, in milliseconds.</summary>
/// <param name="Count">Values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="P50">Their median.</param>
/// <param name="P90">9 of 10 are at most this.</param>
/// <param name="P95">19 of 20.</param>
/// <param name="P99">99 of 100.</param>
/// <param name="Max">The largest.</param>
public sealed record Distribution(int Count, double Mean, double P50, double P90, double P95, double P99, double Max)
{
    /// <summary>Describes values.</summary>
    /// <param name="seconds">The values in seconds.</param>
    /// <returns>Their quantiles (nearest rank) in milliseconds, or null without values.</returns>
    public static Distribution? Of(IEnumerable<double> seconds)
    {
        var sorted = seconds.Select(s => s * 1000).Order().ToArray();
        if (sorted.Length == 0) return null;
        double At(double quantile) => sorted[Math.Clamp((int)Math.Ceiling(quantile * sorted.Length) - 1, 0, sorted.Length - 1)];
        return new Distribution(sorted.Length, sorted.Average(), At(0.5), At(0.9), At(0.95), At(0.99), sorted[^1]);
    }
}

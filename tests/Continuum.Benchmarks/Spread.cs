using System.Globalization;

namespace Continuum.Benchmarks;

/// <summary>Median, 95th percentile and extremes of a series.</summary>
internal sealed record Spread(int Count, double Median, double Least, double Most, double P95)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(values));
        return new Spread(sorted.Length, sorted[sorted.Length / 2], sorted[0], sorted[^1], sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1]);
    }

    /// <summary>The median with the extremes.</summary>
    public string Text(string format)
    {
        string Number(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return $"{Number(Median)} [{Number(Least)}, {Number(Most)}]";
    }
}

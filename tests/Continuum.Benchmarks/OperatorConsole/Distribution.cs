namespace Continuum.Benchmarks.OperatorConsole;

/// <summary>Median, 95th percentile and extremes of a series.</summary>
internal sealed record Distribution(int Count, double Least, double Median, double P95, double Most)
{
    public static Distribution Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? new(0, double.NaN, double.NaN, double.NaN, double.NaN)
            : new(sorted.Length, sorted[0], sorted[sorted.Length / 2], sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1], sorted[^1]);
    }

    public override string ToString() => FormattableString.Invariant($"median {Median:0.#}, p95 {P95:0.#}, {Least:0.#} to {Most:0.#} ({Count} runs)");
}

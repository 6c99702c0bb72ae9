using System.Globalization;
using System.Text;

namespace Continuum.Serving.Load;

/// <summary>What a load measured; times in milliseconds, by the definitions of TTFT, TPOT, ITL, E2E and goodput that the head uses, seen from the client.</summary>
public sealed record LoadReport
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>The trace's name.</summary>
    public required string Trace { get; init; }

    /// <summary>Seed of the load.</summary>
    public required int Seed { get; init; }

    /// <summary>Requests per second asked for.</summary>
    public required double Rate { get; init; }

    /// <summary>From the first request to the last answer, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Requests sent.</summary>
    public required int Sent { get; init; }

    /// <summary>Requests answered.</summary>
    public required int Completed { get; init; }

    /// <summary>Requests not answered, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Errors { get; init; }

    /// <summary>Mean tokens of a prompt.</summary>
    public required double MeanPromptTokens { get; init; }

    /// <summary>Tokens received in all.</summary>
    public required long Tokens { get; init; }

    /// <summary>Tokens received per second.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Completed requests per second that met all objectives; without objectives, completed ones.</summary>
    public required double Goodput { get; init; }

    /// <summary>Sent to first token.</summary>
    public Distribution? Ttft { get; init; }

    /// <summary>Mean gap of each request.</summary>
    public Distribution? Tpot { get; init; }

    /// <summary>Gaps between events that brought tokens.</summary>
    public Distribution? Itl { get; init; }

    /// <summary>Sent to last token.</summary>
    public Distribution? E2e { get; init; }

    /// <summary>How late requests were sent: large values mean that the generator was the bottleneck.</summary>
    public Distribution? Lateness { get; init; }

    /// <summary>The report as a table for people.</summary>
    /// <returns>Lines of text.</returns>
    public string ToTable()
    {
        var table = new StringBuilder();
        void Line(FormattableString line) => table.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"{Model}, trace {Trace}, {Rate:0.###} requests/s asked for, seed {Seed}");
        Line($"{Sent} sent, {Completed} answered in {Seconds:0.0} s; {Tokens} tokens, {TokensPerSecond:0.0} tokens/s, goodput {Goodput:0.00} requests/s");
        if (Errors.Count > 0) Line($"errors: {string.Join(", ", Errors.Select(e => $"{e.Key} {e.Value}"))}");
        Line($"{"ms",-10}{"count",9}{"mean",10}{"p50",10}{"p90",10}{"p95",10}{"p99",10}{"max",10}");
        foreach (var (name, d) in new[] { ("TTFT", Ttft), ("TPOT", Tpot), ("ITL", Itl), ("E2E", E2e), ("lateness", Lateness) })
            if (d is not null) Line($"{name,-10}{d.Count,9}{d.Mean,10:0.0}{d.P50,10:0.0}{d.P90,10:0.0}{d.P95,10:0.0}{d.P99,10:0.0}{d.Max,10:0.0}");
        return table.ToString();
    }

    internal static LoadReport Of(LoadOptions options, string model, IReadOnlyList<PlannedRequest> planned, IReadOnlyList<RequestResult> results, double seconds)
    {
        var done = results.Where(r => r.Error is null).ToArray();
        var good = done.Count(r => !(r.Ttft > options.TtftObjective?.TotalSeconds) && !(r.Tpot > options.TpotObjective?.TotalSeconds));
        var tokens = results.Sum(r => (long)r.Tokens);
        return new LoadReport
        {
            Model = model,
            Trace = options.Trace.Name,
            Seed = options.Seed,
            Rate = options.Rate,
            Seconds = seconds,
            Sent = results.Count,
            Completed = done.Length,
            Errors = results.Where(r => r.Error is not null).GroupBy(r => r.Error!).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            MeanPromptTokens = planned.Count > 0 ? planned.Average(p => p.Prompt.Count) : 0,
            Tokens = tokens,
            TokensPerSecond = tokens / seconds,
            Goodput = good / seconds,
            Ttft = Distribution.Of(done.Select(r => r.Ttft).OfType<double>()),
            Tpot = Distribution.Of(done.Select(r => r.Tpot).OfType<double>()),
            Itl = Distribution.Of(done.SelectMany(r => r.Gaps)),
            E2e = Distribution.Of(done.Select(r => r.EndToEnd).OfType<double>()),
            Lateness = Distribution.Of(results.Select(r => Math.Max(0, r.Late))),
        };
    }
}

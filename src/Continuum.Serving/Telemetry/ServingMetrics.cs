using System.Diagnostics.Metrics;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Telemetry;

/// <summary>
/// What a head measures of its requests. Instruments of the meter <see cref="MeterName"/> bear OpenTelemetry's GenAI names;
/// the histograms can also be read in process, and <c>/metrics</c> writes them under vLLM's names.
/// </summary>
public sealed class ServingMetrics
{
    /// <summary>The meter to add to an OpenTelemetry pipeline.</summary>
    public const string MeterName = "Continuum.Serving";

    private readonly Histogram<double> timeToFirstToken;
    private readonly Histogram<double> timePerOutputToken;
    private readonly Histogram<double> duration;
    private readonly Counter<long> tokens;
    private readonly long[] ends = new long[Enum.GetValues<FinishReason>().Length];
    private long promptTokens;
    private long generatedTokens;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The host's meters, or null for a meter of its own.</param>
    public ServingMetrics(IMeterFactory? meters = null)
    {
        var meter = meters?.Create(MeterName) ?? new Meter(MeterName);
        timeToFirstToken = meter.CreateHistogram<double>("gen_ai.server.time_to_first_token", "s", "Request accepted to first token.");
        timePerOutputToken = meter.CreateHistogram<double>("gen_ai.server.time_per_output_token", "s", "Mean gap between the tokens of a request after its first.");
        duration = meter.CreateHistogram<double>("gen_ai.server.request.duration", "s", "Request accepted to last token.");
        tokens = meter.CreateCounter<long>("continuum.tokens", "{token}", "Tokens by type: input or output.");
    }

    /// <summary>Request accepted to first token.</summary>
    public LatencyHistogram TimeToFirstToken { get; } = new();

    /// <summary>Each gap between tokens of one request.</summary>
    public LatencyHistogram InterTokenLatency { get; } = new();

    /// <summary>(last token - first token) / (tokens - 1) of each request.</summary>
    public LatencyHistogram TimePerOutputToken { get; } = new();

    /// <summary>Request accepted to last token.</summary>
    public LatencyHistogram EndToEnd { get; } = new();

    /// <summary>Tokens of the prompts of ended requests.</summary>
    public long PromptTokens => Interlocked.Read(ref promptTokens);

    /// <summary>Tokens generated so far.</summary>
    public long GeneratedTokens => Interlocked.Read(ref generatedTokens);

    /// <summary>Requests that ended so.</summary>
    /// <param name="reason">How.</param>
    /// <returns>Their number.</returns>
    public long Ended(FinishReason reason) => Interlocked.Read(ref ends[(int)reason]);

    internal void FirstToken(double seconds)
    {
        TimeToFirstToken.Record(seconds);
        timeToFirstToken.Record(seconds);
        Interlocked.Increment(ref generatedTokens);
    }

    internal void LaterToken(double gapSeconds)
    {
        InterTokenLatency.Record(gapSeconds);
        Interlocked.Increment(ref generatedTokens);
    }

    internal void End(FinishReason reason, int promptLength, int generated, double toFirst, double toLast)
    {
        Interlocked.Increment(ref ends[(int)reason]);
        Interlocked.Add(ref promptTokens, promptLength);
        tokens.Add(promptLength, new KeyValuePair<string, object?>("gen_ai.token.type", "input"));
        tokens.Add(generated, new KeyValuePair<string, object?>("gen_ai.token.type", "output"));
        if (reason is not (FinishReason.Stop or FinishReason.Length) || generated == 0) return;
        EndToEnd.Record(toLast);
        duration.Record(toLast);
        if (generated < 2) return;
        var perToken = (toLast - toFirst) / (generated - 1);
        TimePerOutputToken.Record(perToken);
        timePerOutputToken.Record(perToken);
    }
}

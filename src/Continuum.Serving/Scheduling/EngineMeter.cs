using System.Diagnostics;

namespace Continuum.Serving.Scheduling;

/// <summary>What an engine did since it started: tokens, ends, time to first token and gaps between tokens.</summary>
public sealed class EngineMeter
{
    private long promptTokens;
    private long generatedTokens;
    private long finished;
    private long failed;

    /// <summary>Submitted to first token.</summary>
    public LatencyHistogram TimeToFirstToken { get; } = new(LatencyHistogram.DefaultBounds);

    /// <summary>Each gap between two tokens of a request.</summary>
    public LatencyHistogram InterTokenLatency { get; } = new(LatencyHistogram.DefaultBounds);

    /// <summary>Tokens of prompts of requests taken in.</summary>
    public long PromptTokens => Volatile.Read(ref promptTokens);

    /// <summary>Tokens generated.</summary>
    public long GeneratedTokens => Volatile.Read(ref generatedTokens);

    /// <summary>Requests that ended, cancelled ones included and failed ones not.</summary>
    public long Finished => Volatile.Read(ref finished);

    /// <summary>Requests that failed.</summary>
    public long Failed => Volatile.Read(ref failed);

    internal void Submitted(Generation generation)
    {
        Interlocked.Add(ref promptTokens, generation.Request.Prompt.Count);
        generation.LastTokenAt = Stopwatch.GetTimestamp();
    }

    internal void Emitted(Generation generation, GenerationEvent generated)
    {
        if (generated.Token is not null)
        {
            var now = Stopwatch.GetTimestamp();
            var gap = Stopwatch.GetElapsedTime(generation.LastTokenAt, now).TotalSeconds;
            (generated.Index == 0 ? TimeToFirstToken : InterTokenLatency).Add(gap);
            generation.LastTokenAt = now;
            Interlocked.Increment(ref generatedTokens);
        }
        if (generated.Finish == FinishReason.Failed) Interlocked.Increment(ref failed);
        else if (generated.Finish is not null) Interlocked.Increment(ref finished);
    }
}

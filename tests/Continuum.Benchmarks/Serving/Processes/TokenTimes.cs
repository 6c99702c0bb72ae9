using System.Diagnostics;

namespace Continuum.Benchmarks.Serving.Processes;

/// <summary>When the events of a stream came. An event may carry several tokens or none, so rates use its number of tokens.</summary>
internal sealed record TokenTimes(long Sent, IReadOnlyList<long> Events, int Tokens)
{
    public double FirstSeconds => Stopwatch.GetElapsedTime(Sent, Events[0]).TotalSeconds;

    public double SecondsPerToken => Stopwatch.GetElapsedTime(Events[0], Events[^1]).TotalSeconds / (Tokens - 1);

    /// <summary>Tokens a second of several streams while all of them decode: from the last one's first token to the first one's last.</summary>
    public static double Rate(IReadOnlyList<TokenTimes> streams)
    {
        var (from, to) = (streams.Max(s => s.Events[0]), streams.Min(s => s.Events[^1]));
        if (to <= from) throw new InvalidOperationException("The streams were not decoded together; ask for more tokens.");
        return streams.Sum(s => (double)s.Tokens / s.Events.Count * s.Events.Count(e => e > from && e <= to)) / Stopwatch.GetElapsedTime(from, to).TotalSeconds;
    }
}

using System.Diagnostics;
using Continuum.Serving.Admission;

namespace Continuum.Serving.Telemetry;

/// <summary>The times of one request on the monotonic clock of this process.</summary>
internal sealed class RequestTiming(ServingMetrics metrics, long acceptedAt)
{
    private long first;
    private long last;
    private int tokens;

    public void Token()
    {
        var now = Stopwatch.GetTimestamp();
        if (tokens++ == 0) metrics.FirstToken(Seconds(acceptedAt, first = now));
        else metrics.LaterToken(Seconds(last, now));
        last = now;
    }

    public void End(int promptLength, RequestEnd end) =>
        metrics.End(end.Reason, promptLength, tokens, tokens > 0 ? Seconds(acceptedAt, first) : 0, tokens > 0 ? Seconds(acceptedAt, last) : 0);

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}

using Continuum.Orchestration.Drivers;
using Continuum.Serving.Client;
using Continuum.Serving.Telemetry;

namespace Dashboard.Serving;

/// <summary>Turns what a head counts since its start into figures of the last minute.</summary>
internal sealed class RecentFigures(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, ServiceSnapshot Snapshot)> kept = new();

    /// <summary>The sample that a snapshot makes with those before it.</summary>
    public ServiceSample Add(ServiceSnapshot now)
    {
        var at = clock.GetTimestamp();
        // Another term is another head, which has counted from zero.
        if (kept.TryPeek(out var oldest) && oldest.Snapshot.Term != now.Term) kept.Clear();
        while (kept.TryPeek(out oldest) && kept.Count > 1 && clock.GetElapsedTime(oldest.At, at) > Window) kept.Dequeue();
        kept.Enqueue((at, now));
        var first = kept.Peek().Snapshot;
        var ttft = Since(first.TimeToFirstToken, now.TimeToFirstToken);
        var itl = Since(first.InterTokenLatency, now.InterTokenLatency);
        return new ServiceSample(
            now.Service, Ms(ttft.Quantile(0.5)), Ms(ttft.Quantile(0.95)), Ms(itl.Quantile(0.5)), Ms(itl.Quantile(0.95)), Rate(at, now), now.Running, now.Waiting,
            now.KvBlocks == 0 ? null : (double)now.KvBlocksUsed / now.KvBlocks, now.Epoch,
            [.. now.Stages.Select(s => new StageSample(s.Node, s.FirstLayer, s.LastLayer, s.State == "alive" ? Math.Round(s.BusyShare, 4) : null, now.KvBlocks == 0 ? null : (double)now.KvBlocksUsed / now.KvBlocks))])
        {
            Ttft = Whole(now.TimeToFirstToken),
            Itl = Whole(now.InterTokenLatency),
        };
    }

    private double? Rate(long at, ServiceSnapshot now)
    {
        var from = kept.First(k => clock.GetElapsedTime(k.At, at) <= RateWindow);
        var seconds = clock.GetElapsedTime(from.At, at).TotalSeconds;
        return seconds > 0 ? Math.Round((now.GeneratedTokens - from.Snapshot.GeneratedTokens) / seconds, 1) : null;
    }

    private static HistogramSnapshot Since(HistogramSnapshot first, HistogramSnapshot now) =>
        first.Counts.Count != now.Counts.Count || ReferenceEquals(first, now) ? now : new HistogramSnapshot(now.Bounds, [.. now.Counts.Zip(first.Counts, (n, f) => n - f)], now.Sum - first.Sum);

    private static Continuum.Orchestration.Drivers.LatencyHistogram Whole(HistogramSnapshot counts) => new([.. counts.Bounds.Select(b => b * 1000)], counts.Counts);

    private static double? Ms(double? seconds) => seconds is { } s ? Math.Round(s * 1000, 3) : null;
}

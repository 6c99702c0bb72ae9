using Continuum.Core.Sites;

namespace Continuum.Orchestration.Baseline;

/// <summary>Latencies as whole nanoseconds, so that sums compare exactly and ties are ties.</summary>
internal static class Latency
{
    public static long Nanoseconds(double milliseconds) => (long)Math.Round(milliseconds * 1e6);

    public static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;

    /// <summary>A link without a stated latency counts 1 ms.</summary>
    public static long OrOne(Link link) => Nanoseconds(link.LatencyMs ?? 1);
}

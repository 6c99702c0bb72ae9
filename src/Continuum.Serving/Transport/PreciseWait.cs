using System.Diagnostics;

namespace Continuum.Serving.Transport;

/// <summary>
/// Waits until a timestamp without burning a core: sleeps while more than a timer's slack is left, then yields. Paced stages
/// share cores with stages that compute, so that spinning would slow those down.
/// </summary>
internal static class PreciseWait
{
    private static readonly long Slack = Stopwatch.Frequency / 500;

    public static void Until(long timestamp)
    {
        for (var left = timestamp - Stopwatch.GetTimestamp(); left > 0; left = timestamp - Stopwatch.GetTimestamp())
        {
            if (left > Slack) Thread.Sleep((int)((left - Slack / 2) * 1000 / Stopwatch.Frequency));
            else Thread.Yield();
        }
    }
}

using System.Diagnostics;

namespace Continuum.Benchmarks.Serving;

internal static class Stopwatching
{
    public static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

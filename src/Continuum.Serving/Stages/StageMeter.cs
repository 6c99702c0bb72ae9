using System.Diagnostics;

namespace Continuum.Serving.Stages;

/// <summary>How busy a stage is. Written by its step thread, read by any.</summary>
internal sealed class StageMeter
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private long busy;
    private long running;
    private long steps;
    private long overruns;
    private double longest;

    public void Begin()
    {
        lock (gate) running = Stopwatch.GetTimestamp();
    }

    /// <summary>Ends a step, paced waiting included.</summary>
    /// <param name="seconds">What the pace predicted, 0 without one.</param>
    /// <param name="overran">Whether computing alone took longer.</param>
    public void End(double seconds, bool overran)
    {
        lock (gate)
        {
            var took = Stopwatch.GetTimestamp() - running;
            busy += took;
            running = 0;
            steps++;
            if (overran) overruns++;
            // Forgets slowly, so that one slow step long ago does not hide a death for ever.
            longest = Math.Max(Math.Max(seconds, (double)took / Stopwatch.Frequency), longest * 0.99);
        }
    }

    /// <summary>The figures at one moment; a step that runs counts up to now.</summary>
    public (double Up, double Busy, long Steps, long Overruns, double Longest) Read()
    {
        lock (gate)
        {
            var now = Stopwatch.GetTimestamp();
            var sum = busy + (running > 0 ? now - running : 0);
            return ((double)(now - started) / Stopwatch.Frequency, (double)sum / Stopwatch.Frequency, steps, overruns, longest);
        }
    }
}

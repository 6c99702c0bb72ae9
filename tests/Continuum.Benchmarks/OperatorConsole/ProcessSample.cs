using System.Globalization;

namespace Continuum.Benchmarks.OperatorConsole;

/// <summary>What Linux tells of a process: seconds of CPU so far, and memory that is its own (proportional set size), MiB.</summary>
internal readonly record struct ProcessSample(double CpuSeconds, double PssMiB)
{
    private const double TicksPerSecond = 100;

    public static ProcessSample Of(int pid)
    {
        // "PID (name) S ...": the name may hold spaces; user and system time are fields 14 and 15.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        var pss = File.ReadLines($"/proc/{pid}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        var kib = double.Parse(pss.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        return new ProcessSample(ticks / TicksPerSecond, kib / 1024);
    }

    /// <summary>Share of one core over a time, and memory at its end.</summary>
    public static async Task<(double Core, double PssMiB)> OverAsync(int pid, TimeSpan time)
    {
        var (before, start) = (Of(pid), System.Diagnostics.Stopwatch.GetTimestamp());
        await Task.Delay(time);
        var after = Of(pid);
        return ((after.CpuSeconds - before.CpuSeconds) / System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, after.PssMiB);
    }
}

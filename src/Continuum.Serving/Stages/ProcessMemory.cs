using System.Globalization;

namespace Continuum.Serving.Stages;

/// <summary>Memory of this process as the system counts it.</summary>
internal static class ProcessMemory
{
    private const string Rollup = "/proc/self/smaps_rollup";

    /// <summary>Proportional set size in bytes: pages that several processes map count by share. -1 where the system does not tell.</summary>
    public static long ProportionalBytes()
    {
        try
        {
            // Pss:               12345 kB
            var line = File.ReadLines(Rollup).FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
            return line is null ? -1 : long.Parse(line.AsSpan(4).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}

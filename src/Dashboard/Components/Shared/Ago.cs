using System.Globalization;

namespace Dashboard.Components.Shared;

/// <summary>Durations in as few characters as a row allows.</summary>
public static class Ago
{
    /// <summary>"3 s", "12 min", "4 h", "9 d".</summary>
    public static string Short(TimeSpan span)
    {
        var seconds = Math.Max(0, span.TotalSeconds);
        return seconds switch
        {
            < 60 => Text(Math.Floor(seconds), "s"),
            < 3600 => Text(Math.Floor(seconds / 60), "min"),
            < 86400 => Text(Math.Floor(seconds / 3600), "h"),
            _ => Text(Math.Floor(seconds / 86400), "d"),
        };
    }

    /// <summary>"just now", "3 s ago", "in 4 h".</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        if (span < TimeSpan.FromSeconds(-1)) return $"in {Short(-span)}";
        return span < TimeSpan.FromSeconds(1) ? "just now" : $"{Short(span)} ago";
    }

    /// <summary>The moment itself, for a tooltip.</summary>
    public static string Exact(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    private static string Text(double value, string unit) => string.Create(CultureInfo.InvariantCulture, $"{value:0} {unit}");
}

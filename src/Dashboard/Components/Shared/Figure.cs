using System.Globalization;

namespace Dashboard.Components.Shared;

/// <summary>Figures as text. What is not known is said, never shown as 0.</summary>
public static class Figure
{
    /// <summary>Shown where there is no figure.</summary>
    public const string NoData = "no data";

    /// <summary>A share of 1 as "64 %".</summary>
    public static string Percent(double? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s * 100:0} %") : NoData;

    /// <summary>Milliseconds as "182 ms", "21.4 ms" or "2.10 s".</summary>
    public static string Milliseconds(double? ms) => ms switch
    {
        null => NoData,
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.0} s"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.00} s"),
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ms:0.0} ms"),
    };

    /// <summary>A number with at most that many digits after the point.</summary>
    public static string Number(double? value, int digits = 0) =>
        value is { } v ? Math.Round(v, digits).ToString(digits == 0 ? "#,0" : "#,0." + new string('#', digits), CultureInfo.InvariantCulture) : NoData;

    /// <summary>Bytes as "12.4 MB".</summary>
    public static string Bytes(long? bytes)
    {
        if (bytes is not { } left) return NoData;
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var value = (double)left;
        var unit = 0;
        while (value >= 1000 && unit < units.Length - 1) (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }

    /// <summary>"1 rule", "3 rules".</summary>
    public static string Count(int count, string noun, string? plural = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? noun : plural ?? noun + "s")}");
}

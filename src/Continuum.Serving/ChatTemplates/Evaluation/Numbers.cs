using System.Globalization;

namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>Values read as numbers; what cannot be is the default.</summary>
internal static class Numbers
{
    public static object? Whole(object? value, object? otherwise) => value switch
    {
        long => value,
        bool flag => flag ? 1L : 0L,
        double number when Math.Abs(number) < 9e18 => (long)number,
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 9e18 => (long)number,
        _ => otherwise,
    };

    public static object? Float(object? value, object? otherwise) => value switch
    {
        double => value,
        long whole => (double)whole,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => otherwise,
    };
}

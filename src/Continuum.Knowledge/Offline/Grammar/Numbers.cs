using System.Globalization;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads numbers, written in digits or in words.</summary>
internal static class Numbers
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Ordinals =
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
        "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    ];

    /// <summary>"fifth", "ninety-fifth", "thirty-first"; null when there is none.</summary>
    public static int? Ordinal(Scan scan, int at, out int length)
    {
        length = 0;
        if (at >= scan.Count) return null;
        var alone = Array.IndexOf(Ordinals, scan.Tokens[at].Text);
        if (alone > 0)
        {
            length = 1;
            return alone;
        }

        if (scan.Is(at, "thirtieth"))
        {
            length = 1;
            return 30;
        }

        var ten = Array.IndexOf(Tens, scan.Tokens[at].Text);
        if (ten < 0 || at + 1 >= scan.Count || Array.IndexOf(Ordinals, scan.Tokens[at + 1].Text) is not (> 0 and < 10 and var one)) return null;
        length = 2;
        return 20 + ten * 10 + one;
    }

    /// <summary>The number at the token; null when there is none.</summary>
    public static double? Read(Scan scan, int at, out int length)
    {
        length = 0;
        if (at >= scan.Count) return null;
        var token = scan.Tokens[at];
        if (token.Kind == TokenKind.Number)
        {
            length = 1;
            return double.TryParse(token.Text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
        }

        double total = 0;
        double group = 0;
        var i = at;
        while (i < scan.Count)
        {
            var word = scan.Tokens[i].Text;
            if (word is "fourty") word = "forty";
            if (word is "ninty") word = "ninety";
            var small = Array.IndexOf(Small, word);
            var ten = Array.IndexOf(Tens, word);
            if (small >= 0) group += small;
            else if (ten >= 0) group += 20 + ten * 10;
            else if (word is "hundred") group = Math.Max(1, group) * 100;
            else if (word is "thousand") (total, group) = (total + Math.Max(1, group) * 1000, 0);
            else if (word is "dozen" && i > at) group *= 12;
            else if (word is not "and" || i == at || i + 1 >= scan.Count || scan.Tokens[i - 1].Text is not ("hundred" or "thousand") || (Array.IndexOf(Small, scan.Tokens[i + 1].Text) < 0 && Array.IndexOf(Tens, scan.Tokens[i + 1].Text) < 0)) break;
            i++;
        }

        length = i - at;
        if (length > 0) return total + group;
        if (token.Text is "half" && scan.Is(at + 1, "a"))
        {
            length = 2;
            return 0.5;
        }

        return null;
    }
}

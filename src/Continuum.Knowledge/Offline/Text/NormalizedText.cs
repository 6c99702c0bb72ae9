using System.Globalization;
using System.Text;

namespace Continuum.Knowledge.Offline.Text;

/// <summary>A text in one form (NFKC, plain quotes and dashes, nothing invisible) that remembers where each character came from.</summary>
internal sealed class NormalizedText
{
    private readonly int[] origins;

    private NormalizedText(string original, string value, int[] origins)
    {
        Original = original;
        Value = value;
        this.origins = origins;
    }

    public string Original { get; }

    public string Value { get; }

    /// <summary>The index in <see cref="Original"/> of a character of <see cref="Value"/>; its end maps to the end.</summary>
    public int OriginOf(int index) => index < origins.Length ? origins[index] : Original.Length;

    public static NormalizedText From(string original)
    {
        var value = new StringBuilder(original.Length);
        var origins = new List<int>(original.Length);
        for (var i = 0; i < original.Length;)
        {
            // A base character and its marks are normalised as one, so that "e" + acute becomes one letter.
            var end = i + StringInfo.GetNextTextElementLength(original, i);
            var element = original[i..end];
            if (element.Length > 1 || element[0] > 127) element = Plain(element);
            foreach (var c in element)
            {
                value.Append(c);
                origins.Add(i);
            }

            i = end;
        }

        return new NormalizedText(original, value.ToString(), [.. origins]);
    }

    private static string Plain(string element)
    {
        var form = IsWellFormed(element) ? element.Normalize(NormalizationForm.FormKC) : " ";
        var plain = new StringBuilder(form.Length);
        foreach (var c in form)
        {
            if (c is '\u00AD' || char.GetUnicodeCategory(c) is UnicodeCategory.Format) continue;
            plain.Append(c switch
            {
                '\u2018' or '\u2019' or '\u201A' or '\u02BC' or '\u2032' => "'",
                '\u201C' or '\u201D' or '\u201E' or '\u00AB' or '\u00BB' => "\"",
                '\u2010' or '\u2011' or '\u2212' => "-",
                '\u2012' or '\u2013' or '\u2014' or '\u2015' => "\u2013",
                '\u2192' or '\u27F6' or '\u21D2' => "->",
                '\u2194' or '\u27F7' or '\u21C4' => "<->",
                '\u2022' or '\u25CF' or '\u25AA' or '\u2043' or '\u2219' or '\u00B7' => "\u2022",
                '\u2026' => "...",
                _ when char.IsControl(c) && c is not '\n' => " ",
                _ => c.ToString(),
            });
        }

        return plain.ToString();
    }

    private static bool IsWellFormed(string element)
    {
        for (var i = 0; i < element.Length; i++)
        {
            if (!char.IsSurrogate(element[i])) continue;
            if (i + 1 >= element.Length || !char.IsSurrogatePair(element[i], element[i + 1])) return false;
            i++;
        }

        return true;
    }
}

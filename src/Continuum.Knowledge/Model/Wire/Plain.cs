using System.Globalization;
using System.Text;

namespace Continuum.Knowledge.Model.Wire;

/// <summary>Foreign text as one plain line.</summary>
internal static class Plain
{
    /// <summary>Without controls and invisible characters, blanks single, cut to a length.</summary>
    public static string Short(string text, int most)
    {
        var plain = new StringBuilder();
        foreach (var c in text)
        {
            if (plain.Length > most) break;
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
            }
            else if (char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate))
            {
                plain.Append(c);
            }
        }

        var result = plain.ToString().Trim();
        return result.Length <= most ? result : result[..(most - 3)].TrimEnd() + "...";
    }
}

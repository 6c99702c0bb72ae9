using System.Globalization;

namespace Continuum.Knowledge.Offline.Text;

/// <summary>Refuses, with a reason, texts that must not be read as they are.</summary>
internal static class TextScreen
{
    /// <summary>Characters of the longest text that is read.</summary>
    public const int MaxLength = 4000;

    /// <summary>Why the text is not read; null when it may be.</summary>
    public static string? Objection(NormalizedText text)
    {
        if (text.Original.Length > MaxLength)
            return string.Create(CultureInfo.InvariantCulture, $"The text has {text.Original.Length} characters; at most {MaxLength} are read. Please say the rule alone, or split it into several intents.");
        var latin = 0;
        var foreign = 0;
        for (var i = 0; i < text.Value.Length; i++)
        {
            if (!char.IsLetter(text.Value[i])) continue;
            var start = i;
            int wordLatin = 0, wordForeign = 0;
            for (; i < text.Value.Length && char.IsLetterOrDigit(text.Value[i]); i++)
            {
                if (!char.IsLetter(text.Value[i])) continue;
                if (IsLatin(text.Value[i])) wordLatin++;
                else wordForeign++;
            }

            if (wordLatin > 0 && wordForeign > 0)
                return $"The word '{text.Value[start..i]}' mixes letters of different alphabets that look alike, so it may not name what it seems to. Please type it again.";
            latin += wordLatin;
            foreign += wordForeign;
        }

        return foreign > 0 && foreign >= latin ? "Only English is understood without a model." :
            foreign > 0 ? "The text holds letters of another alphabet, which may not be what they seem. Please type those words again in Latin letters." : null;
    }

    private static bool IsLatin(char c) => c < '\u0250' || c is >= '\u1E00' and <= '\u1EFF';
}

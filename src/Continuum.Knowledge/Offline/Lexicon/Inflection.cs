namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>Regular English inflection; irregular forms stand in the data files.</summary>
internal static class Inflection
{
    /// <summary>Forms of a verb phrase; the first word is inflected. "put(put,putting)" adds irregular forms.</summary>
    public static IEnumerable<string> Verb(string entry)
    {
        string[] irregular = [];
        var open = entry.IndexOf('(', StringComparison.Ordinal);
        var rest = "";
        if (open >= 0)
        {
            var close = entry.IndexOf(')', StringComparison.Ordinal);
            irregular = entry[(open + 1)..close].Split(',');
            rest = entry[(close + 1)..];
            entry = entry[..open];
        }

        var space = entry.IndexOf(' ', StringComparison.Ordinal);
        if (space >= 0)
        {
            rest = entry[space..];
            entry = entry[..space];
        }

        yield return entry + rest;
        yield return ThirdPerson(entry) + rest;
        foreach (var form in irregular) yield return form + rest;
        var stem = entry is "be" ? "be" : entry.EndsWith('e') && !entry.EndsWith("ee", StringComparison.Ordinal) ? entry[..^1] : DoublesLast(entry) ? entry + entry[^1] : entry;
        yield return stem + "ing" + rest;
        if (irregular.Length == 0) yield return (entry.EndsWith('y') && !IsVowel(entry[^2]) ? entry[..^1] + "i" : stem) + "ed" + rest;
    }

    /// <summary>Singular and plural of a noun phrase; the last word is inflected.</summary>
    public static IEnumerable<string> Noun(string entry)
    {
        yield return entry;
        yield return ThirdPerson(entry);
    }

    /// <summary>The plural of a word, or the third person of a verb.</summary>
    public static string ThirdPerson(string word) =>
        word.Length < 2 ? word + "s"
        : word is "go" or "undergo" or "do" or "echo" or "veto" ? word + "es"
        : word.EndsWith('y') && !IsVowel(word[^2]) ? word[..^1] + "ies"
        : word[^1] is 's' or 'x' or 'z' || word.EndsWith("ch", StringComparison.Ordinal) || word.EndsWith("sh", StringComparison.Ordinal) ? word + "es"
        : word + "s";

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    // stop -> stopping: one vowel and one consonant at the end of a short word.
    private static bool DoublesLast(string word) =>
        word.Length is >= 3 and <= 4 && !IsVowel(word[^1]) && word[^1] is not ('w' or 'x' or 'y') && IsVowel(word[^2]) && !IsVowel(word[^3])
        && word is not ("open" or "enter" or "visit" or "offer");
}

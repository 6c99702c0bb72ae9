namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>The English that the planner knows, by class.</summary>
internal static class Vocabulary
{
    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal);
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal);

    /// <summary>Every form of every phrase.</summary>
    public static readonly PhraseIndex<W> Index = Load();

    /// <summary>Every single word that occurs in a phrase.</summary>
    public static IEnumerable<string> All => Known;

    /// <summary>Whether the word occurs in any phrase.</summary>
    public static bool IsKnown(string word) => Known.Contains(word) || Plain.Contains(word);

    private static PhraseIndex<W> Load()
    {
        var index = new PhraseIndex<W>();
        Plain.UnionWith(Embedded.Lines("plain.txt"));
        var classes = new Dictionary<string, W>(StringComparer.Ordinal);
        foreach (var value in Enum.GetValues<W>()) classes.Add(value.ToString(), value);
        foreach (var line in Embedded.Lines("words.txt"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var head = line[..colon].Split('.');
            var kind = classes[head[0]];
            foreach (var entry in Entries(line[(colon + 1)..]))
            {
                var forms = head.Length == 1 ? [entry] : head[1] switch
                {
                    "v" => Inflection.Verb(entry),
                    "n" => Inflection.Noun(entry),
                    _ => [entry],
                };
                foreach (var form in forms)
                {
                    index.Add(form, kind);
                    foreach (var word in form.Split(' '))
                    {
                        if (word.Length > 4) Known.Add(word);
                    }
                }
            }
        }

        return index;
    }

    // Commas separate entries, except inside the parentheses of irregular forms.
    private static IEnumerable<string> Entries(string text)
    {
        var depth = 0;
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '(') depth++;
            if (i < text.Length && text[i] == ')') depth--;
            if (i < text.Length && (text[i] != ',' || depth > 0)) continue;
            var entry = text[start..i].Trim();
            if (entry.Length > 0) yield return entry;
            start = i + 1;
        }
    }
}

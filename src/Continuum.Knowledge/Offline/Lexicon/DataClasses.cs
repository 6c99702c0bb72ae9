namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>A kind of data that regulations name, and the label values that sites use for it.</summary>
internal sealed record DataClass(string Name, IReadOnlyList<string> Values);

/// <summary>The kinds of data that texts name.</summary>
internal static class DataClasses
{
    /// <summary>Phrase to kind of data.</summary>
    public static readonly PhraseIndex<DataClass> Index = Load();

    private static PhraseIndex<DataClass> Load()
    {
        var index = new PhraseIndex<DataClass>();
        foreach (var line in Embedded.Lines("dataclasses.txt"))
        {
            var fields = line.Split('|');
            var phrases = fields[0].Split(',');
            var data = new DataClass(phrases[0], fields[1].Split(','));
            foreach (var phrase in phrases) index.Add(phrase, data);
        }

        return index;
    }
}

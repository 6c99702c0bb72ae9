using System.Collections.Frozen;

namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>A country or a group of countries as a text names it.</summary>
/// <param name="Name">How it is printed.</param>
/// <param name="Codes">ISO 3166 alpha-2 codes.</param>
/// <param name="IsBloc">Whether it is a group.</param>
/// <param name="IsCode">Whether the text gave a bare two-letter code, which may also be a word ("in", "no", "it").</param>
internal sealed record Territory(string Name, IReadOnlyList<string> Codes, bool IsBloc, bool IsCode = false);

/// <summary>Countries, blocs, their names and adjectives.</summary>
internal static class Countries
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, string[]> BlocMembers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words of names and adjectives.</summary>
    public static readonly HashSet<string> NameParts = new(StringComparer.Ordinal);

    /// <summary>All names, adjectives and codes.</summary>
    public static readonly PhraseIndex<Territory> Index = Load();

    /// <summary>English name of a code, or the code itself.</summary>
    public static string NameOf(string code) => Names.GetValueOrDefault(code, code);

    /// <summary>Whether the text is a code of a country that is known.</summary>
    public static bool IsCode(string text) => Names.ContainsKey(text);

    /// <summary>Members of a bloc by its name; null when there is no such bloc.</summary>
    public static IReadOnlyList<string>? MembersOf(string bloc) => BlocMembers.GetValueOrDefault(bloc);

    /// <summary>The bloc with exactly these members, or null.</summary>
    public static string? BlocOf(IReadOnlyCollection<string> codes)
    {
        if (codes.Count < 2) return null;
        var set = codes.ToFrozenSet(StringComparer.Ordinal);
        return BlocMembers.FirstOrDefault(b => b.Value.Length == set.Count && b.Value.All(set.Contains)).Key;
    }

    private static PhraseIndex<Territory> Load()
    {
        var index = new PhraseIndex<Territory>();
        foreach (var line in Embedded.Lines("countries.txt"))
        {
            var fields = line.Split('|');
            var names = fields[2].Split(',');
            Names[fields[0]] = Title(names[0]);
            var country = new Territory(Title(names[0]), [fields[0]], IsBloc: false);
            foreach (var name in names)
            {
                index.Add(name, country);
                NameParts.Add(name);
            }

            foreach (var name in fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                index.Add(name, country);
                NameParts.Add(name);
            }

            index.Add(fields[0].ToLowerInvariant(), country with { IsCode = true });
            index.Add(fields[1].ToLowerInvariant(), country with { IsCode = true });
        }

        foreach (var line in Embedded.Lines("blocs.txt"))
        {
            var fields = line.Split('|');
            string[] codes = [.. fields[2].Split(' ').SelectMany(c => BlocMembers.TryGetValue(c, out var inner) ? inner : [c]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            BlocMembers[fields[0]] = codes;
            var bloc = new Territory(fields[0], codes, IsBloc: true);
            foreach (var name in fields[1].Split(',')) index.Add(name, bloc);
        }

        return index;
    }

    private static string Title(string name) =>
        string.Join(' ', name.Split(' ').Select(w => w is "of" or "the" or "and" ? w : char.ToUpperInvariant(w[0]) + w[1..]));
}

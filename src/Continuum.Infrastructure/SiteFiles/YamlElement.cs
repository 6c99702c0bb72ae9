namespace Continuum.Infrastructure.SiteFiles;

/// <summary>A piece of YAML with the place where it stands.</summary>
internal abstract record YamlElement(int Line, int Column)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Describe();
}

/// <summary>Text. Site files know no other scalars: <c>NO</c> is Norway and <c>true</c> is the text "true".</summary>
internal sealed record YamlText(string Value, bool Plain, int Line, int Column) : YamlElement(Line, Column)
{
    /// <summary>Nothing at all after the colon; written-out quotes make it the empty text.</summary>
    public bool IsAbsent => Plain && Value.Length == 0;

    public override string Describe() => IsAbsent ? "nothing" : $"'{Shorten(Value)}'";

    /// <summary>Text fit for a message: one line, printable, not endless.</summary>
    public static string Shorten(string text)
    {
        var clean = string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return clean.Length <= 60 ? clean : clean[..57] + "...";
    }
}

/// <summary>Keys and values in the order of the file; a key may occur twice, which the reader refuses.</summary>
internal sealed record YamlMapping(IReadOnlyList<KeyValuePair<YamlText, YamlElement>> Entries, int Line, int Column) : YamlElement(Line, Column)
{
    public override string Describe() => "a mapping";
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(IReadOnlyList<YamlElement> Items, int Line, int Column) : YamlElement(Line, Column)
{
    public override string Describe() => "a list";
}

using System.Text;

namespace Continuum.Serving.ChatTemplates.Evaluation;

/// <summary>What Python's methods do to a text.</summary>
internal static class PythonText
{
    public static string Strip(string text, string? characters, bool start, bool end)
    {
        bool Goes(char c) => characters is null ? char.IsWhiteSpace(c) : characters.Contains(c);
        int from = 0, to = text.Length;
        while (start && from < to && Goes(text[from])) from++;
        while (end && to > from && Goes(text[to - 1])) to--;
        return text[from..to];
    }

    public static string Capitalize(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant();

    public static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            title.Append(i == 0 || !char.IsLetter(text[i - 1]) ? char.ToUpperInvariant(text[i]) : char.ToLowerInvariant(text[i]));
        return title.ToString();
    }

    public static string Indent(string text, long width, bool first, bool blank)
    {
        if (width is < 0 or > 1000) throw new TemplateException($"indent has width {width}; 0 to 1000 was expected.");
        var lines = text.Split('\n');
        var padding = new string(' ', (int)width);
        return string.Join('\n', lines.Select((line, i) => (i == 0 ? first : blank || line.Length > 0) ? padding + line : line));
    }

    /// <summary>At white space, runs of it as one, without a separator; else at each separator; most splits first.</summary>
    public static List<object?> Split(string text, string? separator, long most)
    {
        if (separator is not null)
            return separator.Length > 0 ? [.. most < 0 ? text.Split(separator) : text.Split(separator, (int)Math.Min(most + 1, int.MaxValue))] : throw new TemplateException("split was given an empty separator.");
        var parts = new List<object?>();
        var rest = text.TrimStart();
        while (rest.Length > 0)
        {
            var end = rest.AsSpan().IndexOfAny(" \t\n\r\f\v");
            if (end < 0 || parts.Count == most)
            {
                parts.Add(parts.Count == most ? rest : rest.TrimEnd());
                break;
            }
            parts.Add(rest[..end]);
            rest = rest[end..].TrimStart();
        }
        return parts;
    }
}

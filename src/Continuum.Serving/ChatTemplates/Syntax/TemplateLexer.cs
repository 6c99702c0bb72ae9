using System.Globalization;
using System.Text;

namespace Continuum.Serving.ChatTemplates.Syntax;

/// <summary>
/// Cuts a template into tokens, with white space as Hugging Face renders chat templates: <c>trim_blocks</c> (a block or comment
/// swallows the newline after it) and <c>lstrip_blocks</c> (and the blanks before it on its line).
/// </summary>
internal sealed class TemplateLexer
{
    // The longest first.
    private static readonly string[] Operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".", "|"];

    private readonly string source;
    private readonly List<TemplateToken> tokens = [];
    private int at;
    private int line = 1;

    private TemplateLexer(string source) => this.source = source.ReplaceLineEndings("\n") is var s && s.EndsWith('\n') ? s[..^1] : s;

    /// <summary>Cuts a template.</summary>
    /// <exception cref="TemplateException">A tag or string is not closed, or a character has no meaning.</exception>
    public static IReadOnlyList<TemplateToken> Cut(string source) => new TemplateLexer(source).Cut();

    private List<TemplateToken> Cut()
    {
        var swallowNewline = false;
        var trimBefore = false;
        while (at < source.Length)
        {
            var tag = NextTag();
            Text(tag, trimBefore, swallowNewline);
            if (tag == source.Length) break;
            (trimBefore, swallowNewline) = source[tag + 1] == '#' ? Comment() : Tag(source[tag + 1] == '%');
        }
        tokens.Add(new(TemplateTokenKind.End, "the end of the template", line));
        return tokens;
    }

    private int NextTag()
    {
        for (var i = at; i + 1 < source.Length; i++)
            if (source[i] == '{' && source[i + 1] is '{' or '%' or '#') return i;
        return source.Length;
    }

    private void Text(int end, bool trimBefore, bool swallowNewline)
    {
        var text = source[at..end];
        var startsLine = at == 0 || source[at - 1] == '\n';
        if (trimBefore) text = text.TrimStart();
        else if (swallowNewline && text.StartsWith('\n')) (text, startsLine) = (text[1..], true);
        if (end < source.Length)
        {
            var mark = end + 2 < source.Length ? source[end + 2] : ' ';
            if (mark == '-') text = text.TrimEnd();
            else if (mark != '+' && source[end + 1] != '{') text = StripLine(text, startsLine);
        }
        if (text.Length > 0) tokens.Add(new(TemplateTokenKind.Text, text, line));
        Advance(end);
    }

    /// <summary>Takes blanks away between the start of the line and a block.</summary>
    private static string StripLine(string text, bool startsLine)
    {
        var kept = text.TrimEnd(' ', '\t');
        return kept.EndsWith('\n') || (kept.Length == 0 && startsLine) ? kept : text;
    }

    private (bool Trim, bool Newline) Comment()
    {
        var end = source.IndexOf("#}", at + 2, StringComparison.Ordinal);
        if (end < 0) throw Error("a comment is not closed; #} was expected");
        var trim = end > at + 2 && source[end - 1] == '-';
        Advance(end + 2);
        return (trim, !trim);
    }

    private (bool Trim, bool Newline) Tag(bool block)
    {
        var close = block ? "%}" : "}}";
        tokens.Add(new(block ? TemplateTokenKind.BlockStart : TemplateTokenKind.OutputStart, block ? "{%" : "{{", line));
        at += 2;
        if (at < source.Length && source[at] is '-' or '+') at++;
        var depth = 0;
        while (true)
        {
            SkipBlanks();
            if (at >= source.Length) throw Error($"a tag is not closed; {close} was expected");
            var trims = source[at] == '-' && Starts(close, at + 1);
            // In {{ {'a': {}} }} the first }} closes dictionaries.
            if (trims || (Starts(close, at) && (block || depth == 0)))
            {
                at += trims ? 3 : 2;
                tokens.Add(new(block ? TemplateTokenKind.BlockEnd : TemplateTokenKind.OutputEnd, close, line));
                return (trims, block && !trims);
            }
            if (source[at] == '{') depth++;
            if (source[at] == '}') depth--;
            Token();
        }
    }

    private void Token()
    {
        var c = source[at];
        if (c is '\'' or '"') String(c);
        else if (char.IsAsciiDigit(c)) Number();
        else if (char.IsLetter(c) || c == '_') Take(TemplateTokenKind.Name, i => char.IsLetterOrDigit(source[i]) || source[i] == '_');
        else if (Operators.FirstOrDefault(o => Starts(o, at)) is { } op)
        {
            tokens.Add(new(TemplateTokenKind.Operator, op, line));
            at += op.Length;
        }
        else throw Error($"the character '{c}' has no meaning in a tag");
    }

    private void Number()
    {
        var start = at;
        while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
        var isFloat = at + 1 < source.Length && source[at] == '.' && char.IsAsciiDigit(source[at + 1]);
        if (isFloat)
        {
            at++;
            while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
        }
        tokens.Add(new(isFloat ? TemplateTokenKind.Float : TemplateTokenKind.Integer, source[start..at], line));
    }

    private void Take(TemplateTokenKind kind, Func<int, bool> belongs)
    {
        var start = at;
        while (at < source.Length && belongs(at)) at++;
        tokens.Add(new(kind, source[start..at], line));
    }

    private void String(char quote)
    {
        var text = new StringBuilder();
        var began = line;
        for (at++; ; at++)
        {
            if (at >= source.Length) throw new TemplateException($"Line {began}: a string is not closed; {quote} was expected.");
            if (source[at] == quote) break;
            if (source[at] == '\n') line++;
            if (source[at] == '\\') Escape(text);
            else text.Append(source[at]);
        }
        at++;
        tokens.Add(new(TemplateTokenKind.String, text.ToString(), began));
    }

    private void Escape(StringBuilder text)
    {
        if (++at >= source.Length) throw Error("a string ends in a backslash");
        var length = source[at] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (length == 0)
        {
            text.Append(source[at] switch { 'n' => "\n", 't' => "\t", 'r' => "\r", '0' => "\0", '\\' => "\\", '\'' => "'", '"' => "\"", '\n' => "", var other => "\\" + other });
            return;
        }
        if (at + length >= source.Length || !int.TryParse(source.AsSpan(at + 1, length), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0x10FFFF)
            throw Error($"\\{source[at]} needs {length} hexadecimal digits of a character");
        text.Append(code is >= 0xD800 and <= 0xDFFF or < 0x10000 ? ((char)code).ToString() : char.ConvertFromUtf32(code));
        at += length;
    }

    private void SkipBlanks()
    {
        while (at < source.Length && char.IsWhiteSpace(source[at]))
            if (source[at++] == '\n') line++;
    }

    private void Advance(int to)
    {
        for (; at < to; at++)
            if (source[at] == '\n') line++;
    }

    private bool Starts(string text, int index) => string.CompareOrdinal(source, index, text, 0, text.Length) == 0;

    private TemplateException Error(string what) => new($"Line {line}: {what}.");
}

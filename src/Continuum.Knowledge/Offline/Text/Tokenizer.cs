namespace Continuum.Knowledge.Offline.Text;

/// <summary>Cuts a normalised text into tokens.</summary>
internal static class Tokenizer
{
    private static readonly string[] Marks = ["<->", "<=>", "...", "->", "=>", "<=", ">=", "!=", "=="];

    public static List<Token> Cut(string text)
    {
        var tokens = new List<Token>();
        var glue = '\0';
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c is '\n')
            {
                tokens.Add(new Token(TokenKind.LineEnd, "\n", "\n", i, i + 1, '\0'));
                i++;
                glue = '\0';
            }
            else if (char.IsWhiteSpace(c))
            {
                i++;
                glue = '\0';
            }
            else if (char.IsLetter(c))
            {
                var end = i + 1;
                while (end < text.Length && (char.IsLetter(text[end]) || char.GetUnicodeCategory(text[end]) is System.Globalization.UnicodeCategory.NonSpacingMark)) end++;
                i = AddWord(tokens, text, i, end, glue);
                glue = GlueAfter(text, ref i);
            }
            else if (char.IsAsciiDigit(c))
            {
                var end = i + 1;
                while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
                // A point or a comma between digits belongs to the number: 2.5, 1,000. Not in s1.2 or an address.
                if (glue == '\0')
                {
                    var more = Decimals(text, end);
                    if (more > end && !IsAddress(text, i)) end = more;
                }

                tokens.Add(new Token(TokenKind.Number, text[i..end], text[i..end], i, end, glue));
                i = end;
                glue = GlueAfter(text, ref i);
            }
            else
            {
                var mark = Array.Find(Marks, m => string.CompareOrdinal(text, i, m, 0, m.Length) == 0) ?? c.ToString();
                tokens.Add(new Token(TokenKind.Mark, mark, mark, i, i + mark.Length, '\0'));
                i += mark.Length;
                glue = '\0';
            }
        }

        return tokens;
    }

    // don't, isn't, cannot: the negation becomes a token of its own.
    private static int AddWord(List<Token> tokens, string text, int start, int end, char glue)
    {
        var raw = text[start..end];
        var word = raw.ToLowerInvariant();
        var apostrophe = end + 1 < text.Length && text[end] == '\'';
        if (apostrophe && text[end + 1] is 't' or 'T' && word.EndsWith('n') && (end + 2 == text.Length || !char.IsLetterOrDigit(text[end + 2])))
        {
            var stem = word switch { "can" => "can", "won" => "will", "shan" => "shall", _ => word[..^1] };
            tokens.Add(new Token(TokenKind.Word, stem, raw, start, end, glue));
            tokens.Add(new Token(TokenKind.Word, "not", text[end..(end + 2)], end, end + 2, '\0'));
            return end + 2;
        }

        if (word is "cannot")
        {
            tokens.Add(new Token(TokenKind.Word, "can", raw[..3], start, start + 3, glue));
            tokens.Add(new Token(TokenKind.Word, "not", raw[3..], start + 3, end, '\0'));
            return end;
        }

        tokens.Add(new Token(TokenKind.Word, word, raw, start, end, glue));
        return end;
    }

    private static char GlueAfter(string text, ref int i)
    {
        if (i >= text.Length) return '\0';
        if (char.IsLetterOrDigit(text[i])) return '\x01';
        if (text[i] is '-' or '_' or '.' or '/' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]))
        {
            i++;
            return text[i - 1];
        }

        return '\0';
    }

    private static int Decimals(string text, int end)
    {
        while (end + 1 < text.Length && text[end] is '.' or ',' && char.IsAsciiDigit(text[end + 1]))
        {
            var next = end + 1;
            while (next < text.Length && char.IsAsciiDigit(text[next])) next++;
            if (text[end] == ',' && next - end != 4) return end;
            end = next;
        }

        return end;
    }

    private static bool IsAddress(string text, int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return text[start..end].Count(c => c == '.') >= 2;
    }
}

using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Cuts tokens into sentences: full stops, semicolons, lines, bullets.</summary>
internal static class Sentences
{
    /// <summary>Token ranges in order, without the marks that end them.</summary>
    public static List<(int From, int To)> Cut(Scan scan)
    {
        var sentences = new List<(int, int)>();
        var tokens = scan.Tokens;
        var start = 0;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!Ends(scan, i)) continue;
            if (i > start) sentences.Add((start, i));
            start = i + 1;
        }

        if (start < tokens.Count) sentences.Add((start, tokens.Count));
        return [.. sentences.Select(s => (SkipBullet(scan, s.Item1, s.Item2), s.Item2)).Where(s => s.Item1 < s.Item2)];
    }

    private static bool Ends(Scan scan, int i)
    {
        var token = scan.Tokens[i];
        if (token.Text is ";" or "!" or "?" or "\u2022") return true;
        if (token.Text is ".")
        {
            // "U.S. switches", "e.g.", "approx."
            if (i > 0 && scan.Tokens[i - 1].Glue == '.') return i + 1 == scan.Count || scan.Tokens[i + 1].Kind == TokenKind.LineEnd || (char.IsUpper(scan.Tokens[i + 1].Raw[0]) && scan.NameLength(i + 1) == 0 && !scan.Is(i + 1, Lexicon.W.SwitchNoun));
            return true;
        }

        if (token.Kind != TokenKind.LineEnd) return false;
        if (i == 0 || i + 1 >= scan.Count) return true;
        var before = scan.Tokens[i - 1];
        var after = scan.Tokens[i + 1];
        // A line that ends in the middle of a sentence goes on in the next one.
        for (var k = i + 1; k < Math.Min(scan.Count - 1, i + 4); k++)
        {
            if (scan.Is(k, ":") && scan.Tokens[k].End - scan.Tokens[i + 1].Start < 40) return true;
            if (scan.Tokens[k].Kind != TokenKind.Word) break;
        }

        var bullet = after.Kind == TokenKind.LineEnd || IsBullet(scan, i + 1) || after.Kind == TokenKind.Number;
        return bullet || before.Text is ":" or "." or ";" or "!" or "?" || char.IsUpper(after.Raw[0]) || scan.NameLength(i + 1) > 0 && before.Text is not ("," or "and" or "or" or "between" or "from" or "to");
    }

    private static bool IsBullet(Scan scan, int at) => scan.IsAny(at, "-", "*", "\u2022", "\u2013", "#", "+", ">", "(");

    private static int SkipBullet(Scan scan, int from, int to)
    {
        while (from < to && (scan.Tokens[from].Kind == TokenKind.LineEnd || scan.IsAny(from, "-", "*", "\u2022", "\u2013", "#", "+", ">", ","))) from++;
        // "[NETOPS-4471]" before a ticket's text
        if (from < to && scan.Is(from, "["))
        {
            for (var k = from + 1; k < Math.Min(to, from + 12); k++)
            {
                if (scan.Is(k, "]")) return SkipBullet(scan, k + 1, to);
            }
        }

        // "1.", "2)", "(a)"
        if (from < to && scan.Is(from, "(") && from + 2 < to && scan.Is(from + 2, ")") && scan.Tokens[from + 1].Text.Length <= 2) return from + 3;
        if (from + 1 < to && scan.Tokens[from] is { Text.Length: <= 2 } token && (token.Kind == TokenKind.Number || token.Text.Length == 1) && scan.Is(from + 1, ")")) return from + 2;
        return from;
    }
}

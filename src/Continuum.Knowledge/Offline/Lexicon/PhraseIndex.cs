using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Lexicon;

/// <summary>Phrases of one or more tokens and what they mean; finds all that begin at a token.</summary>
internal sealed class PhraseIndex<T>
{
    private readonly Dictionary<string, List<(string[] Tail, T Value)>> phrases = new(StringComparer.Ordinal);

    /// <summary>Adds a phrase, cut as texts are: "u.s", "co-locate" and "3 hops" become tokens.</summary>
    public void Add(string phrase, T value)
    {
        var tokens = phrase.Length < 32 && IsPlain(phrase) && !phrase.Contains("cannot", StringComparison.Ordinal) ? phrase.Split(' ') : [.. Tokenizer.Cut(phrase).Select(t => t.Text)];
        Add(tokens, value);
    }

    public void Add(string[] tokens, T value)
    {
        if (tokens.Length == 0) return;
        if (!phrases.TryGetValue(tokens[0], out var list)) phrases.Add(tokens[0], list = []);
        list.Add((tokens.Length == 1 ? [] : tokens[1..], value));
    }

    /// <summary>Calls back with each phrase that begins at <paramref name="at"/>: its length in tokens and its meaning.</summary>
    public void Find(IReadOnlyList<Token> tokens, int at, Action<int, T> found)
    {
        if (!phrases.TryGetValue(tokens[at].Text, out var list)) return;
        foreach (var (tail, value) in list)
        {
            if (at + tail.Length >= tokens.Count) continue;
            var i = 0;
            while (i < tail.Length && tokens[at + 1 + i].Text == tail[i]) i++;
            if (i == tail.Length) found(tail.Length + 1, value);
        }
    }

    private static bool IsPlain(string phrase)
    {
        foreach (var c in phrase)
        {
            if (c is not (>= 'a' and <= 'z' or ' ')) return false;
        }

        return true;
    }
}

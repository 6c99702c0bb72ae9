using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;
using Continuum.Knowledge.Planning;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>A text cut into tokens, with everything that each token may begin.</summary>
internal sealed class Scan
{
    private readonly List<(int Length, W Class)>[] words;
    private readonly List<(int Length, Entity Entity)>[] entities;
    private readonly (int Length, Territory? Territory)[] territories;
    private readonly bool[] hard;
    private readonly bool allCaps;

    public Scan(NormalizedText text, SiteIndex site)
    {
        Text = text;
        Site = site;
        Tokens = Tokenizer.Cut(text.Value);
        var n = Tokens.Count;
        words = new List<(int, W)>[n];
        entities = new List<(int, Entity)>[n];
        territories = new (int, Territory?)[n];
        hard = new bool[n + 1];
        allCaps = !text.Value.Any(char.IsLower);
        for (var i = 0; i < n; i++)
        {
            var w = words[i] = [];
            var e = entities[i] = [];
            Vocabulary.Index.Find(Tokens, i, (length, value) => w.Add((length, value)));
            site.Find(Tokens, i, (length, value) => e.Add((length, value)));
        }

        for (var i = 0; i < n; i++) territories[i] = FindTerritory(i);
        for (var i = 0; i < n; i++)
        {
            if (!IsStranger(i) || Spelling.Of(Tokens[i].Text, site) is not { } word) continue;
            // "trafic": a slip in an ordinary word, far from any name of the site.
            Tokens[i] = Tokens[i] with { Text = word };
            Corrected.Add((Tokens[i].Raw, word));
            for (var k = Math.Max(0, i - 5); k <= i; k++)
            {
                words[k].Clear();
                Vocabulary.Index.Find(Tokens, k, (length, value) => words[k].Add((length, value)));
            }
        }

        MarkCompounds();
        for (var i = 0; i < n; i++)
        {
            words[i].RemoveAll(w => Splits(i, w.Length));
            entities[i].RemoveAll(e => Splits(i, e.Length));
            if (territories[i].Length > 0 && Splits(i, territories[i].Length)) territories[i] = default;
        }
    }

    public NormalizedText Text { get; }

    public SiteIndex Site { get; }

    public List<Token> Tokens { get; }

    public int Count => Limit ?? Tokens.Count;

    /// <summary>Nothing is read at or behind this token; null for no limit.</summary>
    public int? Limit { get; set; }

    /// <summary>Ordinary words that were misspelt, and how they are read.</summary>
    public List<(string Written, string Read)> Corrected { get; } = [];

    /// <summary>Longest phrase of the class at the token; 0 for none.</summary>
    public int Len(int at, W kind)
    {
        if (at < 0 || at >= Count) return 0;
        var best = 0;
        foreach (var (length, found) in words[at])
        {
            if (found == kind && length > best) best = length;
        }

        return best;
    }

    public bool Is(int at, W kind) => Len(at, kind) > 0;

    public bool Is(int at, string text) => at >= 0 && at < Count && Tokens[at].Text == text && !InName(at);

    public bool IsAny(int at, params ReadOnlySpan<string> texts)
    {
        if (at < 0 || at >= Count || InName(at)) return false;
        foreach (var text in texts)
        {
            if (Tokens[at].Text == text) return true;
        }

        return false;
    }

    // The "a" of A100 is no article: a part of a compound that is read as one is no word of its own.
    private bool InName(int at) => Tokens[at].Text.Length == 1 && (hard[at] || hard[at + 1]);

    /// <summary>Whether the tokens are these.</summary>
    public bool Reads(int at, params ReadOnlySpan<string> texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            if (!Is(at + i, texts[i])) return false;
        }

        return true;
    }

    public IReadOnlyList<(int Length, W Class)> WordsAt(int at) => at < Count ? words[at] : [];

    public IReadOnlyList<(int Length, Entity Entity)> EntitiesAt(int at) => at >= 0 && at < Count ? entities[at] : [];

    /// <summary>Longest entity of a type at the token.</summary>
    public T? Entity<T>(int at, out int length) where T : Entity
    {
        length = 0;
        T? best = null;
        foreach (var (l, e) in EntitiesAt(at))
        {
            if (e is not T t || l <= length) continue;
            best = t;
            length = l;
        }

        return best;
    }

    /// <summary>Length of the longest name of the site at the token.</summary>
    public int NameLength(int at) =>
        EntitiesAt(at).Where(e => e.Entity is SubjectEntity or NodeEntity or SwitchEntity).Select(e => e.Length).DefaultIfEmpty().Max();

    public Territory? Territory(int at, out int length)
    {
        if (at < 0 || at >= Count || NameLength(at) > territories[at].Length)
        {
            length = 0;
            return null;
        }

        length = territories[at].Length;
        return territories[at].Territory;
    }

    public DataClass? Data(int at, out int length) => Longest(DataClasses.Index, at, out length);

    public TrafficClass? Protocol(int at, out int length) => Longest(Protocols.Index, at, out length);

    /// <summary>The text as written, between two tokens.</summary>
    public string Raw(int from, int to) => to <= from ? "" : Text.Original[Text.OriginOf(Tokens[from].Start)..Text.OriginOf(Tokens[to - 1].End)];

    /// <summary>Where tokens stand in the text as written.</summary>
    public TextSpan Span(int from, int to)
    {
        var start = Text.OriginOf(Tokens[from].Start);
        return new TextSpan(start, Text.OriginOf(Tokens[to - 1].End) - start);
    }

    /// <summary>End of the compound ("patient-bd") that begins at the token.</summary>
    public int CompoundEnd(int at)
    {
        var end = at + 1;
        while (end < Count && Tokens[end].Glued) end++;
        return end;
    }

    /// <summary>Start of the compound that the token is part of.</summary>
    public int CompoundStart(int at)
    {
        while (at > 0 && Tokens[at].Glued) at--;
        return at;
    }

    private T? Longest<T>(PhraseIndex<T> index, int at, out int length) where T : class
    {
        var best = 0;
        T? found = null;
        if (at >= 0 && at < Count)
        {
            index.Find(Tokens, at, (l, value) =>
            {
                if (l <= best || Splits(at, l)) return;
                best = l;
                found = value;
            });
        }

        length = best;
        return found;
    }

    // A match may not begin or end inside a compound that is read as one.
    private bool Splits(int at, int length) => hard[at] || hard[at + length];

    private (int, Territory?) FindTerritory(int at)
    {
        var best = 0;
        Territory? found = null;
        Countries.Index.Find(Tokens, at, (length, territory) =>
        {
            if (length > best && (!territory.IsCode || CodeIsMeant(at, length))) (best, found) = (length, territory);
        });
        return (best, found);
    }

    private bool CodeIsMeant(int at, int length)
    {
        var token = Tokens[at];
        var upper = token.Raw.All(char.IsUpper) && !allCaps;
        if (length != 1) return false;
        var named = at > 0 && territories[at - 1].Length > 0;
        var listed = IsAny(at - 1, "or", "and", ",", "/", "nor") && at >= 2 && Enumerable.Range(Math.Max(0, at - 6), Math.Min(6, at)).Any(i => territories[i].Length > 0 && i + territories[i].Length >= at - 2);
        var placed = IsAny(at - 1, "in", "within", "inside", "outside", "jurisdiction", "residency", "country", "=", "[", "==", ":") || listed || named
            || (Is(at - 1, "of") && Is(at - 2, "outside")) || (Is(at - 1, "of") && Is(at - 2, "out"));
        var glued = at + 1 < Count && Tokens[at + 1].Glue == '-';
        if (token.Text is "us") return upper || (glued && !token.Glued) || IsAny(at - 1, "the", "non", "in", "within", "outside") || token.Glue == '-' || placed || (allCaps && !Is(at + 1, "to"));
        if (token.Text is "in" or "no" or "it" or "be" or "is" or "at" or "do" or "me" or "my" or "so" or "to" or "am" or "as" or "by" or "la" or "an")
            return upper && (placed || glued) && !(Is(at - 1, "and") && !listed);
        if (upper) return true;
        return placed && token.Text.Length == 2 && words[at].Count == 0;
    }

    private bool IsStranger(int at)
    {
        var token = Tokens[at];
        return token.Kind == TokenKind.Word && token.Text.Length >= 5 && !token.Glued && !(at + 1 < Count && Tokens[at + 1].Glued) && words[at].Count == 0 && entities[at].Count == 0
            && territories[at].Length == 0 && !Vocabulary.IsKnown(token.Text) && !Enumerable.Range(Math.Max(0, at - 4), Math.Min(4, at)).Any(k => Covers(k, at));
    }

    private bool Covers(int from, int at) =>
        words[from].Any(w => from + w.Length > at) || entities[from].Any(e => from + e.Length > at) || from + territories[from].Length > at;

    private void MarkCompounds()
    {
        for (var start = 0; start < Count;)
        {
            var end = CompoundEnd(start);
            if (end - start > 1 && !Compounds.MayBeSplit(this, start, end))
            {
                for (var i = start + 1; i < end; i++) hard[i] = true;
            }

            start = end;
        }
    }
}

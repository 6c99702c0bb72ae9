namespace Continuum.Serving.Models.Lab;

/// <summary>Learns byte-level BPE merges from weighted words: the most frequent neighbouring pair is merged, repeatedly.</summary>
internal sealed class BytePairTrainer
{
    private readonly List<(List<string> Symbols, long Weight)> words;
    private readonly Dictionary<(string, string), long> counts = [];
    private readonly Dictionary<(string, string), HashSet<int>> places = [];

    /// <param name="corpus">Words in the byte alphabet, with weights.</param>
    public BytePairTrainer(IEnumerable<(string Word, long Weight)> corpus)
    {
        words = [.. corpus.Select(w => (w.Word.Select(c => c.ToString()).ToList(), w.Weight))];
        for (var i = 0; i < words.Count; i++) Count(i, 1);
    }

    /// <summary>Learns up to a number of merges; fewer if the corpus has no more pairs.</summary>
    public List<(string Left, string Right)> Learn(int count)
    {
        var merges = new List<(string, string)>(count);
        var produced = new HashSet<string>(StringComparer.Ordinal);
        var queue = new PriorityQueue<(string, string), (long, string, string)>(Comparer<(long, string, string)>.Create(Order));
        foreach (var (pair, n) in counts) queue.Enqueue(pair, (n, pair.Item1, pair.Item2));
        while (merges.Count < count && queue.TryDequeue(out var pair, out var priority))
        {
            var current = counts.GetValueOrDefault(pair);
            if (current <= 0) continue;
            if (current != priority.Item1)
            {
                queue.Enqueue(pair, (current, pair.Item1, pair.Item2));
                continue;
            }
            // Two pairs can spell the same token; one entry of the vocabulary has one merge.
            if (produced.Add(pair.Item1 + pair.Item2)) merges.Add(pair);
            foreach (var changed in Merge(pair)) queue.Enqueue(changed, (counts[changed], changed.Item1, changed.Item2));
        }
        return merges;
    }

    private static int Order((long, string, string) a, (long, string, string) b)
    {
        if (a.Item1 != b.Item1) return b.Item1.CompareTo(a.Item1);
        var left = string.CompareOrdinal(a.Item2, b.Item2);
        return left != 0 ? left : string.CompareOrdinal(a.Item3, b.Item3);
    }

    private HashSet<(string, string)> Merge((string Left, string Right) pair)
    {
        var fresh = new HashSet<(string, string)>();
        foreach (var index in places[pair].Order().ToArray())
        {
            Count(index, -1);
            var symbols = words[index].Symbols;
            for (var i = 0; i + 1 < symbols.Count; i++)
            {
                if (symbols[i] != pair.Left || symbols[i + 1] != pair.Right) continue;
                symbols[i] += pair.Right;
                symbols.RemoveAt(i + 1);
            }
            Count(index, 1);
            for (var i = 0; i + 1 < symbols.Count; i++) fresh.Add((symbols[i], symbols[i + 1]));
        }
        counts.Remove(pair);
        places.Remove(pair);
        fresh.Remove(pair);
        return fresh;
    }

    private void Count(int index, int sign)
    {
        var (symbols, weight) = words[index];
        for (var i = 0; i + 1 < symbols.Count; i++)
        {
            var pair = (symbols[i], symbols[i + 1]);
            counts[pair] = counts.GetValueOrDefault(pair) + sign * weight;
            if (!places.TryGetValue(pair, out var set)) places[pair] = set = [];
            if (sign > 0) set.Add(index); else set.Remove(index);
        }
    }
}

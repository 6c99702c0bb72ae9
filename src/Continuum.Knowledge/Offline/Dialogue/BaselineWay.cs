using Continuum.Core.Sites;

namespace Continuum.Knowledge.Offline.Dialogue;

/// <summary>The shortest way by latency between two switches, as the baseline takes it; an unknown latency counts 1 ms.</summary>
internal static class BaselineWay
{
    public static (IReadOnlyList<string> Switches, double LatencyMs)? Between(Site site, string from, string to)
    {
        var best = new Dictionary<string, (double Cost, string? Before)>(StringComparer.Ordinal) { [from] = (0, null) };
        var open = new PriorityQueue<string, double>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        open.Enqueue(from, 0);
        while (open.TryDequeue(out var at, out _))
        {
            if (!done.Add(at)) continue;
            if (at == to) break;
            foreach (var link in site.Links.Where(l => l.Up && (l.A.Switch == at || l.B.Switch == at)))
            {
                var next = link.A.Switch == at ? link.B.Switch : link.A.Switch;
                var cost = best[at].Cost + (link.LatencyMs ?? 1);
                if (best.TryGetValue(next, out var known) && known.Cost <= cost) continue;
                best[next] = (cost, at);
                open.Enqueue(next, cost);
            }
        }

        if (!best.TryGetValue(to, out var found)) return null;
        var way = new List<string>();
        for (string? at = to; at is not null; at = best[at].Before) way.Insert(0, at);
        return (way, found.Cost);
    }
}

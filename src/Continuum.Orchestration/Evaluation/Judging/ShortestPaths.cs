using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>
/// The fabric before any intent: for every attached node, each switch sends towards it over the shortest path by
/// latency (1 ms where a link states none), ties to the lowest port.
/// </summary>
internal static class ShortestPaths
{
    // Sums of the same latencies in another order differ in their last bits only.
    private const double Same = 1e-9;

    public static Dictionary<(string Switch, IPv4 Destination), int> Of(Site site)
    {
        var table = new Dictionary<(string, IPv4), int>();
        foreach (var node in site.Nodes)
        {
            if (node.Attach is not { } attach) continue;
            var distance = Distances(site, attach.Switch);
            foreach (var name in distance.Keys)
            {
                var port = name == attach.Switch ? attach.Port : NextPort(site, name, distance);
                if (port >= 0) table[(name, attach.Ip)] = port;
            }
        }

        return table;
    }

    // Bellman and Ford: slow and plain. The second number counts links without cost, so that two switches joined by one
    // never point at each other.
    private static Dictionary<string, (double Ms, int Free)> Distances(Site site, string home)
    {
        var distance = new Dictionary<string, (double Ms, int Free)>(StringComparer.Ordinal) { [home] = (0, 0) };
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (from, to, _, cost) in Directed(site))
            {
                if (!distance.TryGetValue(to, out var beyond)) continue;
                var candidate = (Ms: beyond.Ms + cost, Free: beyond.Free + (cost == 0 ? 1 : 0));
                if (distance.TryGetValue(from, out var known) && !IsLess(candidate, known)) continue;
                distance[from] = candidate;
                changed = true;
            }
        }

        return distance;
    }

    private static int NextPort(Site site, string at, Dictionary<string, (double Ms, int Free)> distance)
    {
        var best = -1;
        foreach (var (from, to, port, cost) in Directed(site))
        {
            if (from != at || !distance.TryGetValue(to, out var beyond)) continue;
            var via = (beyond.Ms + cost, beyond.Free + (cost == 0 ? 1 : 0));
            if (!IsLess(distance[at], via) && (best < 0 || port < best)) best = port;
        }

        return best;
    }

    private static bool IsLess((double Ms, int Free) a, (double Ms, int Free) b) =>
        a.Ms < b.Ms - Same || (a.Ms <= b.Ms + Same && a.Free < b.Free);

    private static IEnumerable<(string From, string To, int Port, double Cost)> Directed(Site site)
    {
        foreach (var link in site.Links)
        {
            var cost = link.LatencyMs ?? 1;
            yield return (link.A.Switch, link.B.Switch, link.A.Number, cost);
            yield return (link.B.Switch, link.A.Switch, link.B.Number, cost);
        }
    }
}

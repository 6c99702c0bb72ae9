using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Enactment;

/// <summary>
/// Orders moves so that a node has room when its guest comes, and so that two that must stand apart do not meet on the
/// way. Where no such order exists (two that change places) the first one left goes first; the cluster has the last word.
/// </summary>
internal static class MoveOrder
{
    public static IReadOnlyList<MoveAction> Sort(Readback actual, IReadOnlyList<MoveAction> moves, IReadOnlyList<ActiveIntent> kept, DateTimeOffset at)
    {
        if (moves.Count < 2) return moves;
        var site = actual.Site;
        var places = site.Workloads.ToDictionary(w => w.Name, w => actual.NodesOf(w).FirstOrDefault(), StringComparer.Ordinal);
        var apart = Apart(site, kept, at);
        var (left, order) = (moves.ToList(), new List<MoveAction>());
        while (left.Count > 0)
        {
            var next = left.Find(m => HasRoom(site, places, m) && !Meets(places, apart, m)) ?? left.Find(m => HasRoom(site, places, m)) ?? left[0];
            left.Remove(next);
            places[next.Workload] = next.To;
            order.Add(next);
        }

        return order;
    }

    private static bool HasRoom(Site site, Dictionary<string, string?> places, MoveAction move)
    {
        if (site.FindNode(move.To) is not { } node) return false;
        var guests = site.Workloads.Where(w => w.Name == move.Workload || places[w.Name] == move.To).ToList();
        return guests.Sum(w => w.Requests.Cpu * w.Replicas) <= node.Capacity.Cpu + 1e-9
            && guests.Sum(w => w.Requests.MemoryGiB * w.Replicas) <= node.Capacity.MemoryGiB + 1e-9;
    }

    private static bool Meets(Dictionary<string, string?> places, HashSet<(string, string)> apart, MoveAction move) =>
        places.Any(p => p.Key != move.Workload && p.Value == move.To && (apart.Contains((p.Key, move.Workload)) || apart.Contains((move.Workload, p.Key))));

    private static HashSet<(string, string)> Apart(Site site, IEnumerable<ActiveIntent> kept, DateTimeOffset at)
    {
        var apart = new HashSet<(string, string)>();
        foreach (var rule in kept.SelectMany(i => i.Policy.Rules).Where(r => r.IsHard && r.InForce(at)))
        {
            var (left, right) = rule switch
            {
                PlacementRule { Arrangement: Arrangement.Separate } p => (p.Subjects, p.Subjects),
                IsolationRule i => (i.A, i.B),
                PathRule { Through.Count: > 0 } p => (p.From, p.To),
                _ => (null, null),
            };
            if (left is null || right is null) continue;
            foreach (var x in left.Of(site))
            {
                foreach (var y in right.Of(site)) apart.Add((x.Name, y.Name));
            }
        }

        return apart;
    }
}

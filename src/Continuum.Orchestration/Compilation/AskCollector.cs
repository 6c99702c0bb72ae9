using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>Brings rules over subjects down to pairs of nodes, given the nodes of every subject.</summary>
internal sealed class AskCollector(Site site, RuleBook book)
{
    private readonly Dictionary<string, int> _order = site.Subjects.Select((s, i) => (s.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);

    public IReadOnlyList<PairAsks> Collect(Func<ISubject, IReadOnlyList<int>> nodesOf)
    {
        var pairs = new SortedDictionary<(int A, int B), PairAsks>();
        foreach (var (source, rule, from, to) in book.Paths.Where(p => p.Source.Rule.IsHard)) Paths(source, rule, from, to, nodesOf, pairs);
        foreach (var (source, rule, a, b) in book.Isolations.Where(i => i.Source.Rule.IsHard)) Isolations(source, rule, a, b, nodesOf, pairs);
        foreach (var (source, rule, services) in book.Services.Where(s => s.Source.Rule.IsHard && s.Rule.Transfers is not null))
        {
            foreach (var service in services) Internal(source, rule.Transfers!, service, nodesOf, pairs);
        }

        return [.. pairs.Values];
    }

    private void Paths(
        BoundRule source, PathRule rule, IReadOnlyList<ISubject> from, IReadOnlyList<ISubject> to,
        Func<ISubject, IReadOnlyList<int>> nodesOf, SortedDictionary<(int, int), PairAsks> pairs)
    {
        var forward = new PathDemand(rule.Condition, rule.Through, rule.MaxLatencyMs, rule.MaxHops);
        var backward = forward with { Through = [.. rule.Through.Reverse()] };
        var (senders, receivers) = (Names(from), Names(to));
        foreach (var x in from)
        {
            foreach (var y in to)
            {
                if (x.Name == y.Name)
                {
                    // A service that is bound on both ends is bound inside too: its transfers carry the same data.
                    if (x is Service service) Internal(source, rule.Condition, service, nodesOf, pairs);
                    continue;
                }

                // Two groups that overlap meet both ways round; without a port both say the same, so take one.
                if (rule.Traffic?.Port is null && senders.Contains(y.Name) && receivers.Contains(x.Name) && _order[x.Name] > _order[y.Name]) continue;
                foreach (var (u, v) in Product(nodesOf(x), nodesOf(y)))
                {
                    var fromB = u > v;
                    var turned = fromB && rule.Through.Count > 1;
                    var box = TrafficBox.Of(rule.Traffic, receiverIsB: !fromB);
                    var ask = PathAskOf(PairOf(pairs, u, v), new AskKey(source, false, turned), turned ? backward : forward, box);
                    ask.Inducers.Add(fromB ? new Inducer(y.Name, x.Name) : new Inducer(x.Name, y.Name));
                }
            }
        }
    }

    private static void Internal(
        BoundRule source, PathCondition condition, Service service,
        Func<ISubject, IReadOnlyList<int>> nodesOf, SortedDictionary<(int, int), PairAsks> pairs)
    {
        var nodes = nodesOf(service);
        foreach (var (u, v) in Product(nodes, nodes).Where(p => p.U < p.V))
        {
            var ask = PathAskOf(PairOf(pairs, u, v), new AskKey(source, true, false), new PathDemand(condition, [], null, null), default);
            ask.Inducers.Add(new Inducer(service.Name, service.Name));
        }
    }

    private static PathAsk PathAskOf(PairAsks pair, AskKey key, PathDemand demand, TrafficBox box)
    {
        var ask = pair.Paths.Find(p => p.Box == box && p.Key == key);
        if (ask is null) pair.Paths.Add(ask = new PathAsk(key, demand, box));
        return ask;
    }

    private void Isolations(
        BoundRule source, IsolationRule rule, IReadOnlyList<ISubject> a, IReadOnlyList<ISubject> b,
        Func<ISubject, IReadOnlyList<int>> nodesOf, SortedDictionary<(int, int), PairAsks> pairs)
    {
        foreach (var (x, y) in a.SelectMany(_ => b, (x, y) => (x, y)).Where(p => p.x.Name != p.y.Name))
        {
            foreach (var (u, v) in Product(nodesOf(x), nodesOf(y)))
            {
                // A node without a network talks to nobody.
                if (site.Nodes[u].Attach is null || site.Nodes[v].Attach is null) continue;
                var fromB = u > v;
                var pair = PairOf(pairs, u, v);
                var box = TrafficBox.Of(rule.Traffic, receiverIsB: !fromB);
                var (aToB, bToA) = (!rule.OneWay || !fromB, !rule.OneWay || fromB);
                var ask = pair.Isolations.Find(i => ReferenceEquals(i.Source, source) && i.Box == box && i.DropAToB == aToB && i.DropBToA == bToA);
                if (ask is null) pair.Isolations.Add(ask = new IsolationAsk(source, box, aToB, bToA));
                ask.Inducers.Add(fromB ? new Inducer(y.Name, x.Name) : new Inducer(x.Name, y.Name));
            }
        }
    }

    private static HashSet<string> Names(IEnumerable<ISubject> subjects) => [.. subjects.Select(s => s.Name)];

    private static IEnumerable<(int U, int V)> Product(IReadOnlyList<int> left, IReadOnlyList<int> right) =>
        left.SelectMany(_ => right, (u, v) => (u, v)).Where(p => p.u != p.v);

    private static PairAsks PairOf(SortedDictionary<(int, int), PairAsks> pairs, int u, int v)
    {
        var key = (Math.Min(u, v), Math.Max(u, v));
        if (!pairs.TryGetValue(key, out var pair)) pairs[key] = pair = new PairAsks(key.Item1, key.Item2);
        return pair;
    }
}

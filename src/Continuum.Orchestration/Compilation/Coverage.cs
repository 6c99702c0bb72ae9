using Continuum.Core.Plans;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Compilation;

/// <summary>
/// Routes every pair of nodes that rules bind, and narrows workloads to nodes whose pairs all have a way. Takes away
/// the node that stands in the way of most pairs first, and one that a workload stands on last; goes back where that
/// leads nowhere.
/// </summary>
/// <param name="draft">What is settled; its nodes, pairs, routes and whatever <paramref name="finish"/> sets.</param>
/// <param name="collector">Brings rules down to pairs of nodes.</param>
/// <param name="router">Finds ways.</param>
/// <param name="mayNarrow">Whether nodes of a workload may be given up.</param>
/// <param name="finish">Places the workloads on the nodes that are left; a fault sends the search back.</param>
internal sealed class Coverage(Draft draft, AskCollector collector, Router router, Func<string, bool> mayNarrow, Action finish)
{
    private const int Budget = 400;

    private int _attempts;
    private CompileFaultException? _fault;
    private CompileFaultException? _unplaced;

    /// <exception cref="CompileFaultException">Some pair has no way whatever is taken away.</exception>
    public void Settle()
    {
        if (Try()) return;
        throw _unplaced ?? _fault!;
    }

    private bool Try()
    {
        if (++_attempts > Budget) return false;
        var pairs = collector.Collect(draft.NodesOf);
        var routes = pairs.ToDictionary(p => (p.A, p.B), router.Route);
        var bad = pairs.Where(p => routes[(p.A, p.B)].Any(c => c.Reason is not null)).ToList();
        if (bad.Count == 0 && pairs.FirstOrDefault(p => CutsPipeline(draft, p) && IsolatedEnds(p).Any(Removable)) is { } cut && Shift(cut)) return true;
        if (bad.Count == 0)
        {
            draft.CutsPipeline = pairs.Any(p => CutsPipeline(draft, p));
            draft.Pairs = pairs;
            draft.Routes.Clear();
            foreach (var (key, value) in routes) draft.Routes[key] = value;
            return Finish();
        }

        _fault ??= Fault(bad[0], routes[(bad[0].A, bad[0].B)]);
        var weight = new Dictionary<(string Subject, int Node), int>();
        foreach (var pair in bad)
        {
            foreach (var end in Ends(pair, routes[(pair.A, pair.B)])) weight[end] = weight.GetValueOrDefault(end) + 1;
        }

        // One pair that cannot be given up by anybody settles it; else branch on the pair with the fewest ways out.
        var choice = bad.Select(p => Ends(p, routes[(p.A, p.B)]).Where(Removable).ToList()).MinBy(e => e.Count)!;
        foreach (var (subject, node) in choice.OrderBy(StandsThere).ThenByDescending(e => weight[e]).ThenBy(e => e.Subject, StringComparer.Ordinal))
        {
            var saved = draft.Nodes[subject];
            draft.Nodes[subject] = [.. saved.Where(n => n != node)];
            if (Try()) return true;
            draft.Nodes[subject] = saved;
        }

        return false;
    }

    private bool Finish()
    {
        var saved = new Dictionary<string, List<int>>(draft.Nodes, StringComparer.Ordinal);
        try
        {
            finish();
            return true;
        }
        catch (CompileFaultException fault)
        {
            _unplaced ??= fault;
            foreach (var (workload, nodes) in saved) draft.Nodes[workload] = nodes;
            return false;
        }
    }

    /// <summary>Whether an isolation between the two nodes drops what a pipeline sends between them.</summary>
    private static bool CutsPipeline(Draft draft, PairAsks pair) =>
        pair.Isolations.Exists(i => i.Box is { Protocol: null or IpProtocol.Tcp, PortA: null, PortB: null })
        && draft.Site.Services.Any(s => draft.NodesOf(s) is var nodes && nodes.Contains(pair.A) && nodes.Contains(pair.B));

    private bool Shift(PairAsks cut)
    {
        foreach (var (subject, node) in IsolatedEnds(cut).Where(Removable).OrderBy(StandsThere).ThenBy(e => e.Subject, StringComparer.Ordinal))
        {
            var saved = draft.Nodes[subject];
            draft.Nodes[subject] = [.. saved.Where(n => n != node)];
            if (Try()) return true;
            draft.Nodes[subject] = saved;
        }

        return false;
    }

    private static IEnumerable<(string Subject, int Node)> IsolatedEnds(PairAsks pair) =>
        pair.Isolations.SelectMany(i => i.Inducers).SelectMany(i => new[] { (i.AtA, pair.A), (i.AtB, pair.B) }).Distinct();

    private static IEnumerable<(string Subject, int Node)> Ends(PairAsks pair, IReadOnlyList<RoutedClass> classes) =>
        classes.Where(c => c.Reason is not null)
            .SelectMany(c => c.Asks.SelectMany(a => a.Inducers).Concat(c.CutBy?.Inducers ?? []))
            .SelectMany(i => new[] { (i.AtA, pair.A), (i.AtB, pair.B) })
            .Distinct();

    private bool Removable((string Subject, int Node) end) =>
        draft.Nodes.TryGetValue(end.Subject, out var nodes) && nodes.Count > 1 && mayNarrow(end.Subject);

    private bool StandsThere((string Subject, int Node) end) =>
        draft.Placement.Of(end.Subject)?.Workload.Node == draft.Site.Nodes[end.Node].Name;

    private CompileFaultException Fault(PairAsks pair, IReadOnlyList<RoutedClass> classes)
    {
        var failed = classes.First(c => c.Reason is not null);
        var inducer = failed.Asks.SelectMany(a => a.Inducers).First();
        var check = new Check("path-exists", false, $"{inducer.AtA} ({draft.Site.Nodes[pair.A].Name}) <-> {inducer.AtB} ({draft.Site.Nodes[pair.B].Name})", failed.Reason!)
        {
            Trail = [draft.Site.Nodes[pair.A].Name, draft.Site.Nodes[pair.B].Name],
        };
        if (failed.CutBy is not { } stranger) return new CompileFaultException(check);
        var mine = failed.Asks.SelectMany(a => a.Inducers).SelectMany(i => new[] { i.AtA, i.AtB }).ToHashSet(StringComparer.Ordinal);
        var movable = stranger.Inducers.SelectMany(i => new[] { i.AtA, i.AtB }).Distinct().Where(w => !mine.Contains(w) && draft.Placement.Of(w) is { HasPlacement: false, Workload.Node: not null });
        return new TogetherException([.. movable.Order(StringComparer.Ordinal)], check);
    }
}

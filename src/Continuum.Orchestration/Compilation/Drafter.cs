using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;

namespace Continuum.Orchestration.Compilation;

/// <summary>Finds a desired state under hard rules: layouts, admitted nodes, ways and placement that agree.</summary>
internal sealed class Drafter
{
    /// <summary>Combinations of layouts and partings tried before giving up.</summary>
    private const int Budget = 96;

    private readonly Site _site;
    private readonly RuleBook _book;
    private readonly Router _router;
    private readonly AskCollector _collector;
    private readonly PipelineChooser _chooser;
    private int _attempts;
    private CompileFaultException? _first;

    public Drafter(Site site, RuleBook book, IPipelineSearch search)
    {
        _site = site;
        _book = book;
        _router = new Router(site, new FabricGraph(site));
        _collector = new AskCollector(site, book);
        _chooser = new PipelineChooser(site, book, _router, search);
    }

    public Router Router => _router;

    public PipelineChooser Chooser => _chooser;

    /// <exception cref="CompileFaultException">No desired state satisfies the rules.</exception>
    public Draft Draft()
    {
        var model = new PlacementModel(_site, _book);
        foreach (var binding in model.Bindings.Where(b => b.HasPlacement && b.Nodes.Count == 0)) throw NoNode(binding);
        var layouts = _site.Services.ToDictionary(s => s.Name, _chooser.Current, StringComparer.Ordinal);
        var movable = _site.Services.Where(_chooser.MayMove).ToList();
        if (Lay(model, layouts, movable, 0) is { } draft) return draft;

        // A path or isolation rule alone moves a pipeline only where it cannot stay: it moves without a restart.
        var others = _site.Services.Where(s => _chooser.Covers(s) && !movable.Contains(s)).ToList();
        if (others.Count > 0 && Lay(model, layouts, [.. movable, .. others], 0) is { } moved) return moved;
        throw _first!;
    }

    private Draft? Lay(PlacementModel model, Dictionary<string, PipelineLayout> layouts, IReadOnlyList<Service> services, int next)
    {
        if (next == services.Count) return Part(model, layouts, new Dictionary<string, int>(StringComparer.Ordinal));
        IReadOnlyList<PipelineLayout> choices;
        try
        {
            choices = _chooser.Choices(services[next]);
        }
        catch (CompileFaultException fault)
        {
            _first ??= fault;
            return null;
        }

        Draft? fallback = null;
        foreach (var choice in choices)
        {
            if (_attempts > Budget) break;
            layouts[choice.Service] = choice;
            if (Lay(model, layouts, services, next + 1) is not { } draft) continue;
            if (!draft.CutsPipeline) return draft;
            fallback ??= draft;
        }

        layouts[services[next].Name] = _chooser.Current(services[next]);
        return fallback;
    }

    // Workloads that stand on one node and may not: one of them goes elsewhere, to the node most like its own.
    private Draft? Part(PlacementModel model, Dictionary<string, PipelineLayout> layouts, Dictionary<string, int> parted)
    {
        if (_attempts++ > Budget) return null;
        try
        {
            return Settle(model, layouts, parted);
        }
        catch (PartingNeededException fault) when (model.Of(fault.Workload) is { HasPlacement: false, Workload.Node: not null } binding && !parted.ContainsKey(fault.Workload))
        {
            _first ??= fault;
            return Elsewhere(model, layouts, parted, binding);
        }
        catch (TogetherException fault)
        {
            _first ??= fault;
            return fault.Workloads.Where(w => !parted.ContainsKey(w)).Select(w => Elsewhere(model, layouts, parted, model.Of(w)!)).FirstOrDefault(d => d is not null);
        }
        catch (CompileFaultException fault)
        {
            _first ??= fault;
            return null;
        }
    }

    private Draft? Elsewhere(PlacementModel model, Dictionary<string, PipelineLayout> layouts, Dictionary<string, int> parted, WorkloadBinding binding)
    {
        var home = _site.FindNode(binding.Workload.Node!)!;
        var places = _site.Nodes.Select((node, index) => (node, index))
            .Where(p => p.node != home && p.node.Ready && p.node.Schedulable)
            .OrderBy(p => p.node.Tier == home.Tier ? 0 : 1)
            .ThenByDescending(p => p.node.Labels.Count(l => home.Labels.TryGetValue(l.Key, out var value) && value == l.Value))
            .ThenBy(p => p.node.Name, StringComparer.Ordinal);
        Draft? fallback = null;
        foreach (var (_, index) in places)
        {
            if (Part(model, layouts, new Dictionary<string, int>(parted, StringComparer.Ordinal) { [binding.Name] = index }) is not { } draft) continue;
            if (!draft.CutsPipeline) return draft;
            fallback ??= draft;
        }

        return fallback;
    }

    private Draft Settle(PlacementModel model, Dictionary<string, PipelineLayout> layouts, Dictionary<string, int> parted)
    {
        var draft = new Draft(_site, model, new Dictionary<string, PipelineLayout>(layouts, StringComparer.Ordinal));
        foreach (var (workload, node) in parted) draft.Nodes[workload] = [node];
        ArrangementFilter.Apply(draft);
        Together(draft, parted);
        new Coverage(draft, _collector, _router, w => model.Of(w) is { } b && (b.HasPlacement || b.Workload.Node is null), Finish).Settle();
        var called = model.Bindings.Where(b => b is { HasPlacement: false, Workload.Node: null } && draft.Nodes[b.Name].Count > 1).ToList();
        if (called.Count == 0) return draft;

        // What stands nowhere and has no placement rule is pinned to the node it gets, as it would be if it stood there.
        return Settle(model, layouts, new Dictionary<string, int>(parted.Concat(called.Select(b => KeyValuePair.Create(b.Name, draft.Assignment!.Nodes[b.Name]))), StringComparer.Ordinal));

        void Finish()
        {
            NotAllCut(draft);
            ArrangementFilter.Apply(draft);
            draft.Assignment = Assign(draft);
        }
    }

    // A rule that asks packets to arrive in some way (waypoints, bounds) contradicts an isolation that drops them all;
    // one that only forbids elements does not.
    private static void NotAllCut(Draft draft)
    {
        foreach (var rule in draft.Pairs.SelectMany(p => p.Paths.Where(a => !a.Key.Inside).Select(a => (Pair: p, Ask: a))).GroupBy(p => p.Ask.Source, ReferenceEqualityComparer.Instance))
        {
            var asks = rule.ToList();
            if (asks[0].Ask.Demand is { Through.Count: 0, MaxLatencyMs: null, MaxHops: null }) continue;
            if (asks.TrueForAll(a => a.Pair.Isolated(a.Ask.Box, true) && a.Pair.Isolated(a.Ask.Box, false)))
            {
                throw CompileFaultException.Of("path-exists", RuleText.Of(asks[0].Ask.Source), $"all its packets are dropped by {string.Join(" and ", asks.SelectMany(a => a.Pair.Isolations).Select(i => RuleText.Of(i.Source)).Distinct())}");
            }
        }
    }

    private static void Together(Draft draft, Dictionary<string, int> parted)
    {
        var clashes = draft.Placement.Apart.Where(p => Fixed(p.X) is { } x && Fixed(p.Y) is { } y && x == y).ToList();
        if (clashes.Count == 0) return;
        // Moving the one with the most clashes settles most of them; then the lighter one.
        var order = clashes.SelectMany(c => new[] { c.X, c.Y })
            .Where(w => !parted.ContainsKey(w) && draft.Placement.Of(w) is { HasPlacement: false, Workload.Node: not null })
            .GroupBy(w => w, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => draft.Placement.Of(g.Key)!.Workload is var w ? w.Requests.MemoryGiB * w.Replicas : 0)
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => g.Key).ToList();
        var (a, b) = clashes[0];
        throw new TogetherException(order, new Check("workloads-apart", false, $"{a}, {b}", $"{a} and {b} both stand on {draft.Site.Nodes[Fixed(a)!.Value].Name}, where no switch can part them, and neither has another node that can take it"));

        int? Fixed(string workload) => draft.Nodes.TryGetValue(workload, out var nodes) && nodes.Count == 1 ? nodes[0] : null;
    }

    private Assignment Assign(Draft draft)
    {
        var variables = draft.Placement.Bindings.Where(b => b.IsBound && draft.Nodes[b.Name].Count > 0).Select(b => Variable(draft, b)).ToList();
        if (variables.Find(v => v.Domain.Count == 0) is { } stuck)
        {
            throw CompileFaultException.Of("placement-satisfiable", stuck.Binding.Name, $"{string.Join(", ", draft.Nodes[stuck.Binding.Name].Select(n => _site.Nodes[n].Name))} would be allowed, but none is ready to take {stuck.Binding.Name}");
        }

        var groups = draft.Placement.Groups.Where(g => g.Source.Rule.IsHard).ToList();
        if (new PlacementSolver(_site, variables, groups, draft.Placement.Apart, ignoreCapacity: false).Solve() is { } found) return found;
        var names = string.Join(", ", variables.Select(v => v.Binding.Name));
        if (new PlacementSolver(_site, variables, groups, draft.Placement.Apart, ignoreCapacity: true).Solve() is null)
        {
            throw CompileFaultException.Of("arrangement-holds", names, $"no assignment keeps the workloads together and apart as asked: {string.Join("; ", variables.Select(v => $"{v.Binding.Name} on {string.Join("/", v.Domain.Select(n => _site.Nodes[n].Name))}"))}");
        }

        throw CompileFaultException.Of("capacity-suffices", names, $"the allowed nodes lack the capacity: {string.Join("; ", variables.Select(v => $"{v.Binding.Name} ({v.Binding.Workload.Replicas} x {v.Binding.Workload.Requests.Cpu} cores, {v.Binding.Workload.Requests.MemoryGiB} GiB) on {string.Join("/", v.Domain.Select(n => _site.Nodes[n].Name))}"))}");
    }

    private PlacementVariable Variable(Draft draft, WorkloadBinding binding)
    {
        var current = binding.Workload.Node is { } node ? draft.IndexOf(node) : -1;
        // What stands on a cordoned node may stay; nothing new goes there. A path rule alone never moves its ends.
        var stays = !binding.HasPlacement && draft.Nodes[binding.Name] is [var only] && only == current;
        return new PlacementVariable(binding, current, [.. draft.Nodes[binding.Name].Where(n => stays || (_site.Nodes[n].Ready && (_site.Nodes[n].Schedulable || n == current)))]);
    }

    private CompileFaultException NoNode(WorkloadBinding binding)
    {
        var rules = _book.Placements.Where(p => p.Source.Rule.IsHard && p.Rule.Nodes is not null && p.Subjects.Contains(binding.Workload)).ToList();
        var detail = rules.Count == 1
            ? $"no node of the site satisfies {RuleText.Of(rules[0].Source)}"
            : $"no node satisfies all of {string.Join(" and ", rules.Select(r => RuleText.Of(r.Source)))}: {string.Join("; ", rules.Select(r => $"{RuleText.Of(r.Rule.Nodes)} admits {string.Join(", ", _site.Nodes.Where(r.Rule.Nodes!.Admits).Select(n => n.Name).DefaultIfEmpty("none"))}"))}";
        return CompileFaultException.Of("placement-satisfiable", binding.Name, detail);
    }
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>What rules say about where workloads stand, before anything is decided.</summary>
internal sealed class PlacementModel
{
    private readonly Site _site;
    private readonly Dictionary<string, WorkloadBinding> _bindings;
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);

    public PlacementModel(Site site, RuleBook book)
    {
        _site = site;
        _bindings = site.Workloads.ToDictionary(w => w.Name, w => new WorkloadBinding(w), StringComparer.Ordinal);
        foreach (var placement in book.Placements) Bind(placement.Source, placement.Rule, placement.Subjects);
        foreach (var (_, rule, from, to) in book.Paths.Where(p => p.Source.Rule.IsHard)) Call((rule.From, from), (rule.To, to));
        foreach (var (_, rule, a, b) in book.Isolations.Where(i => i.Source.Rule.IsHard)) Call((rule.A, a), (rule.B, b));
        foreach (var (_, rule, from, to) in book.Paths.Where(p => p.Source.Rule.IsHard)) Ends(from, to, rule.Through.Count > 0);
        foreach (var (_, _, a, b) in book.Isolations.Where(i => i.Source.Rule.IsHard)) Ends(a, b, apart: true);
        foreach (var binding in Bindings) binding.Nodes = Candidates(binding);
    }

    public IEnumerable<WorkloadBinding> Bindings => _site.Workloads.Select(w => _bindings[w.Name]);

    /// <summary>Colocate and Separate, hard and preferred.</summary>
    public List<ArrangedGroup> Groups { get; } = [];

    /// <summary>Subjects that may not share a node, because an isolation or a waypoint between them needs the fabric.</summary>
    public HashSet<(string X, string Y)> Apart { get; } = [];

    public WorkloadBinding? Of(string name) => _bindings.GetValueOrDefault(name);

    private void Bind(BoundRule source, PlacementRule rule, IReadOnlyList<ISubject> subjects)
    {
        var domain = rule.Arrangement is not null && rule.Topology != Topology.Node
            ? new LabelTest(TopologyDomains.Key(rule.Topology), LabelOperator.Exists, [])
            : null;
        foreach (var binding in subjects.OfType<Workload>().Select(w => _bindings[w.Name]))
        {
            binding.HasPlacement = true;
            if (rule.IsHard)
            {
                // A node that does not say which zone it is in cannot be shown to be in another one.
                foreach (var condition in new[] { rule.Nodes, domain })
                {
                    if (condition is not null && !Asks(binding.Condition, condition)) binding.Condition = LabelExpression.And(binding.Condition, condition);
                }

                if (rule.Arrangement == Arrangement.Spread && !binding.Spreads.Contains(rule.Topology)) binding.Spreads.Add(rule.Topology);
            }
            else if (rule.Nodes is not null)
            {
                binding.Preferences.Add(new NodePreference(source, rule.Nodes, Math.Clamp(rule.PreferredPriority!.Value, 1, 100)));
            }
        }

        // One service alone can be told to keep all its parts together; one workload's replicas are spread or not.
        if (rule.Arrangement is Arrangement.Colocate or Arrangement.Separate && (subjects.Count > 1 || subjects is [Service]))
        {
            Groups.Add(new ArrangedGroup(source, rule.Arrangement.Value, rule.Topology, [.. subjects.Select(s => s.Name)]));
        }
    }

    // "Everything" means what is there: it does not call into being what stands nowhere. A name or a label does.
    private void Call(params IEnumerable<(Selector Selector, IReadOnlyList<ISubject> Subjects)> sides) =>
        _called.UnionWith(sides.Where(s => s.Selector != Selector.Everything).SelectMany(s => s.Subjects).Select(s => s.Name));

    private void Ends(IReadOnlyList<ISubject> a, IReadOnlyList<ISubject> b, bool apart)
    {
        foreach (var x in a.Where(IsThere))
        {
            foreach (var y in b.Where(y => y.Name != x.Name && IsThere(y)))
            {
                if (_bindings.TryGetValue(x.Name, out var bx)) bx.IsEndpoint = true;
                if (_bindings.TryGetValue(y.Name, out var by)) by.IsEndpoint = true;
                if (apart) Apart.Add(string.CompareOrdinal(x.Name, y.Name) < 0 ? (x.Name, y.Name) : (y.Name, x.Name));
            }
        }
    }

    private bool IsThere(ISubject subject) =>
        subject.StandsOn.Count > 0 || _called.Contains(subject.Name) || (_bindings.TryGetValue(subject.Name, out var binding) && binding.HasPlacement);

    private List<int> Candidates(WorkloadBinding binding)
    {
        var all = Enumerable.Range(0, _site.Nodes.Count);
        if (binding.HasPlacement) return [.. all.Where(i => binding.Condition?.Admits(_site.Nodes[i]) ?? true)];
        if (binding.Workload.StandsOn is { Count: > 0 } stands) return [.. all.Where(i => stands.Contains(_site.Nodes[i].Name))];
        return binding.IsEndpoint ? [.. all] : [];
    }

    private static bool Asks(LabelExpression? condition, LabelExpression part) =>
        condition is not null && (condition.Equals(part) || (condition is AllOf all && all.Items.Any(i => Asks(i, part))));
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>What rules say about where workloads stand, before anything is decided.</summary>
internal sealed class PlacementModel
{
    private readonly Site _site;
    private readonly Dictionary<string, WorkloadBinding> _bindings;

    public PlacementModel(Site site, RuleBook book)
    {
        _site = site;
        _bindings = site.Workloads.ToDictionary(w => w.Name, w => new WorkloadBinding(w), StringComparer.Ordinal);
        foreach (var placement in book.Placements) Bind(placement.Source, placement.Rule, placement.Subjects);
        foreach (var (source, rule, from, to) in book.Paths.Where(p => p.Source.Rule.IsHard)) Ends(source, rule.From, rule.To, from, to, rule.Through.Count > 0);
        foreach (var (source, rule, a, b) in book.Isolations.Where(i => i.Source.Rule.IsHard)) Ends(source, rule.A, rule.B, a, b, apart: true);
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

        if (rule.Arrangement is Arrangement.Colocate or Arrangement.Separate && subjects.Count > 1)
        {
            Groups.Add(new ArrangedGroup(source, rule.Arrangement.Value, rule.Topology, [.. subjects.Select(s => s.Name)]));
        }
    }

    private void Ends(BoundRule source, Selector left, Selector right, IReadOnlyList<ISubject> a, IReadOnlyList<ISubject> b, bool apart)
    {
        foreach (var x in a)
        {
            foreach (var y in b.Where(y => y.Name != x.Name))
            {
                // "Everything" means what is there: it does not call into being what stands nowhere.
                if (Absent(x, left) || Absent(y, right)) continue;
                if (_bindings.TryGetValue(x.Name, out var bx)) bx.IsEndpoint = true;
                if (_bindings.TryGetValue(y.Name, out var by)) by.IsEndpoint = true;
                if (apart) Apart.Add(string.CompareOrdinal(x.Name, y.Name) < 0 ? (x.Name, y.Name) : (y.Name, x.Name));
            }
        }

        bool Absent(ISubject subject, Selector selector) =>
            subject.StandsOn.Count == 0 && _bindings.TryGetValue(subject.Name, out var binding) && !binding.HasPlacement && selector == Selector.Everything;
    }

    private List<int> Candidates(WorkloadBinding binding)
    {
        var all = Enumerable.Range(0, _site.Nodes.Count);
        if (binding.HasPlacement) return [.. all.Where(i => binding.Condition?.Admits(_site.Nodes[i]) ?? true)];
        if (binding.Workload.Node is { } node) return [.. all.Where(i => _site.Nodes[i].Name == node)];
        return binding.IsEndpoint ? [.. all] : [];
    }

    private static bool Asks(LabelExpression? condition, LabelExpression part) =>
        condition is not null && (condition.Equals(part) || (condition is AllOf all && all.Items.Any(i => Asks(i, part))));
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>A workload to place.</summary>
/// <param name="Binding">Its rules.</param>
/// <param name="Current">Index of the node it stands on, -1 when nowhere.</param>
/// <param name="Domain">Nodes that may take it now.</param>
internal sealed record PlacementVariable(WorkloadBinding Binding, int Current, IReadOnlyList<int> Domain);

/// <summary>The node of each workload and, for spread ones, those of the other replicas.</summary>
internal sealed record Assignment(IReadOnlyDictionary<string, int> Nodes, IReadOnlyDictionary<string, IReadOnlyList<int>> OtherReplicas);

/// <summary>
/// Assigns workloads to nodes: hard constraints and capacity, then least weight of unmet preferences, then fewest moves,
/// then names. Exact within a budget, the best found beyond it.
/// </summary>
internal sealed class PlacementSolver
{
    private const int Budget = 20_000;

    private readonly Site _site;
    private readonly IReadOnlyList<PlacementVariable> _variables;
    private readonly List<(int Left, int Right, Topology Topology, bool Same)> _pairs = [];
    private readonly Capacity[] _used;
    private readonly bool[] _gains;
    private readonly int[] _chosen;
    private readonly bool _ignoreCapacity;
    private (int Penalty, int Moves) _best = (int.MaxValue, int.MaxValue);
    private Assignment? _found;
    private int _visited;

    public PlacementSolver(Site site, IReadOnlyList<PlacementVariable> variables, IEnumerable<ArrangedGroup> groups, IEnumerable<(string X, string Y)> apart, bool ignoreCapacity)
    {
        _site = site;
        _ignoreCapacity = ignoreCapacity;
        _variables = [.. variables.OrderBy(v => v.Domain.Count).ThenBy(v => v.Binding.Name, StringComparer.Ordinal)];
        _chosen = new int[_variables.Count];
        _used = new Capacity[site.Nodes.Count];
        _gains = new bool[site.Nodes.Count];
        var index = _variables.Select((v, i) => (v.Binding.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        foreach (var workload in site.Workloads.Where(w => w.Node is not null && !index.ContainsKey(w.Name)))
        {
            foreach (var (name, i) in site.Nodes.Select((n, i) => (n.Name, i)).Where(p => workload.StandsOn.Contains(p.Name))) Load(i, workload, workload.ReplicasOn(name));
        }

        foreach (var group in groups)
        {
            foreach (var (x, y) in group.Members.SelectMany((_, i) => group.Members.Skip(i + 1), (x, y) => (x, y)))
            {
                if (index.TryGetValue(x, out var i) && index.TryGetValue(y, out var j)) _pairs.Add((i, j, group.Topology, group.Kind == Arrangement.Colocate));
            }
        }

        foreach (var (x, y) in apart)
        {
            if (index.TryGetValue(x, out var i) && index.TryGetValue(y, out var j)) _pairs.Add((i, j, Topology.Node, false));
        }
    }

    public Assignment? Solve()
    {
        Place(0, (0, 0));
        return _found;
    }

    private void Place(int depth, (int Penalty, int Moves) cost)
    {
        if (cost.CompareTo(_best) >= 0 || _visited > Budget) return;
        _visited++;
        if (depth == _variables.Count)
        {
            if (Replicas() is not { } others) return;
            _best = cost;
            _found = new Assignment(_variables.Select((v, i) => (v.Binding.Name, _chosen[i])).ToDictionary(p => p.Name, p => p.Item2, StringComparer.Ordinal), others);
            return;
        }

        var variable = _variables[depth];
        var replicas = variable.Binding.Spreads.Count > 0 ? 1 : variable.Binding.Workload.Replicas;
        foreach (var (node, penalty, moves) in Options(variable))
        {
            _chosen[depth] = node;
            if (!Agrees(depth)) continue;
            var gained = _gains[node];
            _gains[node] |= node != variable.Current;
            Load(node, variable.Binding.Workload, replicas);
            if (Fits(node)) Place(depth + 1, (cost.Penalty + penalty, cost.Moves + moves));
            Load(node, variable.Binding.Workload, -replicas);
            _gains[node] = gained;
        }
    }

    private IEnumerable<(int Node, int Penalty, int Moves)> Options(PlacementVariable variable) =>
        variable.Domain
            .Select(n => (Node: n, Penalty: variable.Binding.Preferences.Where(p => !p.Nodes.Admits(_site.Nodes[n])).Sum(p => p.Weight), Moves: n == variable.Current || variable.Current < 0 || variable.Binding.Workload.StandsOn.Contains(_site.Nodes[n].Name) ? 0 : 1))
            .OrderBy(o => o.Penalty).ThenBy(o => o.Moves).ThenBy(o => o.Node == variable.Current ? 0 : 1).ThenBy(o => _site.Nodes[o.Node].Name, StringComparer.Ordinal);

    private bool Agrees(int depth)
    {
        foreach (var (left, right, topology, same) in _pairs)
        {
            if (Math.Max(left, right) != depth) continue;
            var (a, b) = (TopologyDomains.Of(_site.Nodes[_chosen[left]], topology), TopologyDomains.Of(_site.Nodes[_chosen[right]], topology));
            if (a is null || b is null || (a == b) != same) return false;
        }

        return true;
    }

    // The other replicas of spread workloads, each in a domain of its own; null when they do not fit.
    private Dictionary<string, IReadOnlyList<int>>? Replicas()
    {
        var others = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        var loaded = new List<(int Node, Workload Workload, bool Gained)>();
        var complete = true;
        for (var i = 0; i < _variables.Count && complete; i++)
        {
            var (variable, workload) = (_variables[i], _variables[i].Binding.Workload);
            if (variable.Binding.Spreads.Count == 0 || workload.Replicas < 2) continue;
            var chosen = new List<int> { _chosen[i] };
            complete = Extend(variable, chosen, workload.Replicas);
            if (!complete) break;
            foreach (var node in chosen.Skip(1))
            {
                loaded.Add((node, workload, _gains[node]));
                Load(node, workload, 1);
                _gains[node] = true;
            }

            others[workload.Name] = chosen[1..];
        }

        for (var i = loaded.Count - 1; i >= 0; i--)
        {
            Load(loaded[i].Node, loaded[i].Workload, -1);
            _gains[loaded[i].Node] = loaded[i].Gained;
        }

        return complete ? others : null;
    }

    private bool Extend(PlacementVariable variable, List<int> chosen, int replicas)
    {
        if (chosen.Count == replicas) return true;
        foreach (var (node, _, _) in Options(variable))
        {
            if (variable.Binding.Spreads.Exists(t => chosen.Exists(c => TopologyDomains.Of(_site.Nodes[c], t) == TopologyDomains.Of(_site.Nodes[node], t)))) continue;
            if (!_ignoreCapacity && !Within(Plus(_used[node], variable.Binding.Workload.Requests, 1), _site.Nodes[node].Capacity)) continue;
            chosen.Add(node);
            if (Extend(variable, chosen, replicas)) return true;
            chosen.RemoveAt(chosen.Count - 1);
        }

        return false;
    }

    // A node that gains nothing may be as full as it was: that is not the plan's doing.
    private bool Fits(int node) => _ignoreCapacity || !_gains[node] || Within(_used[node], _site.Nodes[node].Capacity);

    private void Load(int node, Workload workload, int replicas) => _used[node] = Plus(_used[node], workload.Requests, replicas);

    private static Capacity Plus(Capacity used, Capacity requests, int replicas) =>
        new(used.Cpu + requests.Cpu * replicas, used.MemoryGiB + requests.MemoryGiB * replicas);

    private static bool Within(Capacity used, Capacity capacity) => used.Cpu <= capacity.Cpu + 1e-9 && used.MemoryGiB <= capacity.MemoryGiB + 1e-9;
}

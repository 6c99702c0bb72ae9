using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>The site as it would be with a plan in place, read from the plan's own manifests, rules and layouts.</summary>
internal sealed class PlannedState
{
    private readonly Dictionary<string, IReadOnlyList<Node>> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, string), IReadOnlyList<PacketClass>> _classes = [];
    private readonly Dictionary<(string, string, PacketClass), Walk> _walks = [];
    private readonly Dictionary<(string, string, PacketClass), Switch?> _open = [];
    private readonly Dictionary<(string, string), HashSet<TrafficClass>> _named = [];

    public PlannedState(Site site, IReadOnlyList<BoundRule> rules, Plan plan)
    {
        Site = site;
        Plan = plan;
        Rules = rules;
        Map = new FabricMap(site);
        Baseline = BaselineRules.Compile(site);
        Tables = new FlowTables(Map.Datapaths, Baseline, plan.FlowRules);
        NodesByName = site.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        Layouts = site.Services.ToDictionary(s => s.Name, s => plan.Pipelines.FirstOrDefault(p => p.Service == s.Name) ?? new PipelineLayout(s.Name, s.Head, s.Stages), StringComparer.Ordinal);
        var manifests = plan.Kubernetes.ToDictionary(m => m.Subject, StringComparer.Ordinal);
        foreach (var workload in site.Workloads)
        {
            _nodes[workload.Name] = manifests.TryGetValue(workload.Name, out var manifest) ? NodeSelectorEvaluation.Admitted(manifest, site)
                : [.. plan.NodesOf(workload.Name).Select(n => NodesByName.GetValueOrDefault(n)).OfType<Node>()];
        }

        foreach (var service in site.Services) _nodes[service.Name] = [.. Layouts[service.Name].Nodes.Select(n => NodesByName.GetValueOrDefault(n)).OfType<Node>()];
    }

    public Site Site { get; }

    public Plan Plan { get; }

    public IReadOnlyList<BoundRule> Rules { get; }

    public IEnumerable<BoundRule> Hard => Rules.Where(r => r.Rule.IsHard);

    public FabricMap Map { get; }

    public IReadOnlyList<FlowRule> Baseline { get; }

    public FlowTables Tables { get; }

    public IReadOnlyDictionary<string, Node> NodesByName { get; }

    public IReadOnlyDictionary<string, PipelineLayout> Layouts { get; }

    /// <summary>Nodes at which a subject may stand with the plan in place.</summary>
    public IReadOnlyList<Node> NodesOf(ISubject subject) => _nodes[subject.Name];

    /// <summary>Tells that a rule speaks of that traffic between the two, so that its packets are told apart.</summary>
    public void Name(Node from, Node to, TrafficClass? traffic)
    {
        if (traffic is null) return;
        foreach (var key in new[] { (from.Name, to.Name), (to.Name, from.Name) })
        {
            if (!_named.TryGetValue(key, out var named)) _named[key] = named = [];
            if (named.Add(traffic)) _classes.Remove(key);
        }
    }

    /// <summary>Packet classes from one node to another that rules tell apart.</summary>
    public IReadOnlyList<PacketClass> Classes(Node from, Node to)
    {
        if (_classes.TryGetValue((from.Name, to.Name), out var classes)) return classes;
        if (from.Attach is null || to.Attach is null) return [];
        return _classes[(from.Name, to.Name)] = PacketClass.Split(Tables.MatchesOf(from.Attach.Ip, to.Attach.Ip), _named.GetValueOrDefault((from.Name, to.Name)) ?? []);
    }

    /// <summary>
    /// The first switch on which packets of a class, whatever port they come from, may meet the baseline or nothing: the
    /// best rule there that asks no port is not a drop of the plan. Null when there is none; then no change of the
    /// baseline concerns the class.
    /// </summary>
    public Switch? OpenAt(Node from, Node to, PacketClass packet)
    {
        var key = (from.Name, to.Name, packet);
        if (!_open.TryGetValue(key, out var at)) _open[key] = at = Site.Switches.FirstOrDefault(s => !IsClosed(s, from, to, packet));
        return at;
    }

    private bool IsClosed(Switch at, Node from, Node to, PacketClass packet) =>
        Tables.Find(at.DatapathId, null, from.Attach!.Ip, to.Attach!.Ip, packet) is { Output: null, Priority: >= FlowPriority.PlanFloor };

    public Walk Walk(Node from, Node to, PacketClass packet)
    {
        var key = (from.Name, to.Name, packet);
        if (!_walks.TryGetValue(key, out var walk)) _walks[key] = walk = PacketWalker.Follow(Map, Tables, from, to, packet);
        return walk;
    }
}

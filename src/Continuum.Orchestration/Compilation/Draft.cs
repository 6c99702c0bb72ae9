using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>A desired state in the making: nodes of every workload and the layout of every service.</summary>
internal sealed class Draft
{
    private readonly Dictionary<string, int> _nodeIndex;

    public Draft(Site site, PlacementModel placement, IReadOnlyDictionary<string, PipelineLayout> layouts)
    {
        Site = site;
        Placement = placement;
        Layouts = layouts;
        _nodeIndex = site.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);
        foreach (var binding in placement.Bindings) Nodes[binding.Name] = binding.Nodes;
    }

    public Site Site { get; }

    public PlacementModel Placement { get; }

    public IReadOnlyDictionary<string, PipelineLayout> Layouts { get; }

    /// <summary>Nodes that may hold each workload; narrowed as needed.</summary>
    public Dictionary<string, List<int>> Nodes { get; } = new(StringComparer.Ordinal);

    public Dictionary<(int A, int B), IReadOnlyList<RoutedClass>> Routes { get; } = [];

    public IReadOnlyList<PairAsks> Pairs { get; set; } = [];

    /// <summary>Whether an isolation drops what a pipeline sends; taken only where nothing else is possible.</summary>
    public bool CutsPipeline { get; set; }

    public Assignment? Assignment { get; set; }

    public int IndexOf(string node) => _nodeIndex[node];

    /// <summary>Nodes at which a subject's packets may enter the fabric.</summary>
    public IReadOnlyList<int> NodesOf(ISubject subject) => subject switch
    {
        Workload w => Nodes[w.Name],
        Service s => [.. Layouts[s.Name].Nodes.Select(IndexOf).Order()],
        _ => [],
    };

    public IReadOnlyList<int> NodesOf(string subject) => Nodes.TryGetValue(subject, out var nodes) ? nodes : [.. Layouts[subject].Nodes.Select(IndexOf).Order()];
}

using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>A settled draft with what it was drawn from.</summary>
/// <param name="Site">The site that it was drafted on.</param>
/// <param name="Book">Rules, with the wishes that were taken up as hard ones.</param>
/// <param name="Drafter">Who drafted it.</param>
/// <param name="Draft">The desired state.</param>
/// <param name="Unmet">Wishes that could not be had, in words.</param>
internal sealed record Settlement(Site Site, RuleBook Book, Drafter Drafter, Draft Draft, IReadOnlyList<string> Unmet)
{
    public bool MovesNothing =>
        Site.Workloads.All(w => NodeOf(w) == w.Node)
        && Site.Services.All(s => Draft.Layouts[s.Name] is var l && l.Head == s.Head && l.Stages.SequenceEqual(s.Stages));

    /// <summary>The site with everything where the draft puts it.</summary>
    public Site Enacted() => Site with
    {
        Workloads = [.. Site.Workloads.Select(w => NodeOf(w) == w.Node ? w : w with { Node = NodeOf(w), OtherNodes = [] })],
        Services = [.. Site.Services.Select(s => s with { Head = Draft.Layouts[s.Name].Head, Stages = Draft.Layouts[s.Name].Stages })],
    };

    /// <summary>The node on which a workload stands in the end; null when nowhere.</summary>
    public string? NodeOf(Workload workload) => Draft.Assignment!.Nodes.TryGetValue(workload.Name, out var node) ? Site.Nodes[node].Name : workload.Node;
}

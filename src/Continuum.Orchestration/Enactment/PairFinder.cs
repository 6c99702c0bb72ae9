using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Enactment;

/// <summary>Finds the pairs of nodes whose packets a change of rules can touch.</summary>
internal sealed class PairFinder(Site site, IReadOnlyList<FlowRule> actual, IReadOnlyList<FlowRule> desired, IReadOnlyList<FlowRule> changed)
{
    private static readonly FlowRule[] None = [];

    public IReadOnlyList<Pair> Find()
    {
        if (changed.Count == 0) return [];
        List<FlowRule> afterwards = [.. actual.Where(r => r.Priority <= FlowPriority.Baseline), .. desired];
        var (before, after) = (new TableModel(site, actual), new TableModel(site, afterwards));
        var changes = Index(changed);
        var all = Index(actual.Where(r => r.Priority > FlowPriority.Baseline).Concat(desired));
        List<Node> nodes = [.. site.Nodes.Where(n => n.Attach is not null)];
        var pairs = new List<Pair>();
        foreach (var from in nodes)
        {
            foreach (var to in nodes)
            {
                if (from.Name == to.Name) continue;
                var (source, destination) = (from.Attach!.Ip, to.Attach!.Ip);
                var touching = Matching(changes, source, destination).ToList();
                if (touching.Count == 0) continue;
                var cells = TrafficCell.Close(Matching(all, source, destination).Select(r => TrafficCell.Of(r.Match)).Distinct());
                var walked = new List<PairCell>();
                foreach (var cell in cells)
                {
                    if (cell.Representative(source, destination, cells) is not { } packet) continue;
                    walked.Add(new PairCell(cell, before.Walk(from, packet), after.Walk(from, packet)));
                }

                // Rules off both ways, such as drops for failures, touch no packet while they are written.
                var crossed = walked.SelectMany(c => c.Old.Hops.Concat(c.New.Hops)).Select(h => h.Switch.DatapathId).ToHashSet();
                if (walked.Any(c => !c.Old.SameWay(c.New)) || touching.Any(r => crossed.Contains(r.DatapathId))) pairs.Add(new Pair(from, to, walked));
            }
        }

        return pairs;
    }

    private static Dictionary<(IPv4?, IPv4?), FlowRule[]> Index(IEnumerable<FlowRule> rules) =>
        rules.GroupBy(r => (r.Match.Source, r.Match.Destination)).ToDictionary(g => g.Key, g => g.ToArray());

    private static IEnumerable<FlowRule> Matching(Dictionary<(IPv4?, IPv4?), FlowRule[]> index, IPv4 source, IPv4 destination) =>
        index.GetValueOrDefault((source, destination), None)
            .Concat(index.GetValueOrDefault((source, null), None))
            .Concat(index.GetValueOrDefault((null, destination), None))
            .Concat(index.GetValueOrDefault((null, null), None));
}

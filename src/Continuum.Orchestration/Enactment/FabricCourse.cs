using System.Globalization;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Proof;

namespace Continuum.Orchestration.Enactment;

/// <summary>
/// Takes the tables from one set of rules to another while every packet goes either its old way or its new one. Each
/// pair of nodes whose rules change is first given its way by transit rules of a higher priority: they match the port
/// of arrival, are installed from the far end to the ingress, and so carry a packet only once the whole way is there.
/// Under them the plan's rules are exchanged in any order; then the transit rules go, and nothing changes for a packet.
/// </summary>
internal sealed class FabricCourse
{
    private readonly Site site;
    private readonly FlowSteps steps;
    private readonly List<FlowRule> desired;
    private readonly List<FlowRule> gone;
    private readonly IReadOnlyList<Pair> pairs;
    private readonly ILookup<(string, string), ProtectedFlow> kept;
    private readonly bool thingsMove;
    private readonly int course;

    /// <param name="site">The site as it is.</param>
    /// <param name="actual">Every rule as read back, baseline included.</param>
    /// <param name="desired">The compiled rules that shall stand.</param>
    /// <param name="kept">What must hold all the while, for every place that something may stand at meanwhile.</param>
    /// <param name="thingsMove">Whether workloads or pipelines move between <see cref="Before"/> and <see cref="After"/>.</param>
    public FabricCourse(Site site, IReadOnlyList<FlowRule> actual, IReadOnlyList<FlowRule> desired, IEnumerable<ProtectedFlow> kept, bool thingsMove)
    {
        this.site = site;
        this.desired = [.. desired];
        this.kept = kept.ToLookup(f => (f.From.Name, f.To.Name));
        this.thingsMove = thingsMove;
        steps = new FlowSteps(actual);
        var wanted = desired.ToDictionary(RuleKey.Of);
        gone = [.. actual.Where(r => r.Priority > FlowPriority.Baseline && !TransitPriority.IsTransit(r.Priority) && !wanted.ContainsKey(RuleKey.Of(r)))];
        course = TransitPriority.NextCourse(actual);
        var present = new Dictionary<RuleKey, FlowRule>();
        foreach (var rule in actual) present[RuleKey.Of(rule)] = rule;
        // A rule that differs in its cookie alone acts the same; it is written again, but nobody's way changes.
        var changed = desired.Where(r => !present.TryGetValue(RuleKey.Of(r), out var p) || p.Output != r.Output).Concat(gone).ToList();
        pairs = new PairFinder(site, actual, desired, changed).Find();
    }

    /// <summary>Steps before anything moves.</summary>
    public IEnumerable<PlannedStep> Before()
    {
        foreach (var step in Carry(pairs, course, (_, c) => c.Old, Meanwhile)) yield return step;
        if (steps.Change("Install the rules of the plan", desired, []) is { } install) yield return install;
    }

    /// <summary>Steps once everything stands where it shall: withdrawals come last.</summary>
    public IEnumerable<PlannedStep> After()
    {
        if (thingsMove)
        {
            List<Pair> again = [.. pairs.Where(p => p.Cells.Any(c => !Meanwhile(p, c).SameWay(c.New)))];
            foreach (var step in Carry(again, course + TransitPriority.Course, Meanwhile, (_, c) => c.New)) yield return step;
        }

        if (steps.Change("Remove the rules that no intent asks for any longer", [], gone) is { } removal) yield return removal;

        // From the widest class to the narrowest: a wider one must never take the packets of a narrower one.
        foreach (var transit in steps.Rules.Where(r => TransitPriority.IsTransit(r.Priority)).GroupBy(r => r.Priority).OrderBy(g => g.Key).ToList())
        {
            if (steps.Change("Remove transit rules", [], transit) is { } step) yield return step;
        }
    }

    private IEnumerable<PlannedStep> Carry(IReadOnlyList<Pair> carried, int start, Func<Pair, PairCell, ModelWalk> from, Func<Pair, PairCell, ModelWalk> to)
    {
        for (var band = TrafficCell.Bands - 1; band >= 0; band--)
        {
            var priority = start + TransitPriority.Band * band;
            var current = carried.SelectMany(p => p.Cells.Where(c => c.Cell.Band == band).Select(c => (Pair: p, Cell: c, From: from(p, c), To: to(p, c)))).ToList();
            var drops = current.Where(x => x.To.Delivered is null).Select(x => Ingress(x.Pair, x.Cell, priority));
            if (steps.Change("Drop what may not pass", drops, []) is { } drop) yield return drop;

            var blocks = current.Where(x => x.To.Delivered is not null && Mixes(x.From, x.To) && AsksWholeWay(x.Pair))
                .Select(x => Ingress(x.Pair, x.Cell, priority + 1)).ToList();
            if (steps.Change("Hold back packets whose way cannot be changed in one go", blocks, []) is { } block) yield return block;

            var forwards = current.Where(x => x.To.Delivered is not null).ToList();
            var longest = forwards.Count == 0 ? 0 : forwards.Max(x => x.To.Hops.Count);
            for (var depth = 1; depth <= longest; depth++)
            {
                var rules = forwards.Where(x => depth <= x.To.Hops.Count).Select(x => Hop(x.Pair, x.Cell, x.To.Hops[^depth], priority));
                var title = string.Create(CultureInfo.InvariantCulture, $"Prepare new ways, switch {depth} from the far end");
                if (steps.Change(title, rules, []) is { } step) yield return step;
            }

            if (steps.Change("Let the packets held back go their new way", [], blocks) is { } unblock) yield return unblock;
        }
    }

    // While things move: the way that serves best what must hold, the new one where both do; none where either would leak.
    private ModelWalk Meanwhile(Pair pair, PairCell cell)
    {
        if (!thingsMove || cell.Old.SameWay(cell.New)) return cell.New;
        var asked = kept[(pair.From.Name, pair.To.Name)].Where(f => f.Cell.Intersect(cell.Cell) is not null).ToList();
        var (asNew, asOld) = (Worst(cell.New), Worst(cell.Old));
        if (asNew == Judgement.Violated && asOld == Judgement.Violated) return cell.New with { Delivered = null };
        return asNew <= asOld ? cell.New : cell.Old;

        Judgement Worst(ModelWalk walk) => asked.Select(f => PathJudge.Judge(f, walk).Judgement).DefaultIfEmpty(Judgement.Holds).Max();
    }

    private bool AsksWholeWay(Pair pair) => kept[(pair.From.Name, pair.To.Name)].Any(f => f.AsksWholeWay);

    // Whether packets on the old way would, on a link that both share, be taken over into the rest of the new way and so
    // travel a way that is neither.
    private static bool Mixes(ModelWalk from, ModelWalk to)
    {
        if (from.SameWay(to)) return false;
        for (var i = 1; i < to.Hops.Count; i++)
        {
            var hop = to.Hops[i];
            var at = from.Hops.ToList().FindIndex(h => h.Switch.DatapathId == hop.Switch.DatapathId && h.InPort == hop.InPort);
            if (at <= 0) continue;
            var samePast = from.Hops.Take(at).SequenceEqual(to.Hops.Take(i));
            var sameRest = from.Hops.Skip(at).SequenceEqual(to.Hops.Skip(i));
            if (!samePast && !sameRest) return true;
        }

        return false;
    }

    private FlowRule Ingress(Pair pair, PairCell cell, int priority)
    {
        var attach = pair.From.Attach!;
        var at = site.FindSwitch(attach.Switch)!;
        return Rule(pair, cell, new ModelHop(at, attach.Port, 0), priority) with { Output = null };
    }

    private static FlowRule Hop(Pair pair, PairCell cell, ModelHop hop, int priority) => Rule(pair, cell, hop, priority) with { Output = hop.OutPort };

    private static FlowRule Rule(Pair pair, PairCell cell, ModelHop hop, int priority) => new()
    {
        DatapathId = hop.Switch.DatapathId,
        Priority = priority,
        Match = new FlowMatch
        {
            InPort = hop.InPort,
            Source = pair.From.Attach!.Ip,
            Destination = pair.To.Attach!.Ip,
            Protocol = cell.Cell.Protocol,
            SourcePort = cell.Cell.SourcePort,
            DestinationPort = cell.Cell.DestinationPort,
        },
    };
}

/// <summary>Packets from one node to another.</summary>
internal sealed record Pair(Node From, Node To, IReadOnlyList<PairCell> Cells);

/// <summary>A class of a pair's packets, with where they go before and after.</summary>
internal sealed record PairCell(TrafficCell Cell, ModelWalk Old, ModelWalk New);

using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Proof;
using Continuum.Orchestration.Tests.Runtime.Support;
using FsCheck.Xunit;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>Make-before-break, checked after every single rule that is written or removed, by a walk of the tests' own.</summary>
public class FabricCourseTests
{
    [Property(MaxTest = 100)]
    public void Every_packet_goes_its_old_way_or_its_new_one_and_none_is_lost(int seed)
    {
        var (fabric, old, desired) = Make(seed);
        var course = new FabricCourse(fabric.Site, [.. fabric.Baseline, .. old], desired, [], thingsMove: false);
        var steps = course.Before().Concat(course.After()).ToList();

        Play(fabric, old, steps, seed, (packet, before, after, now) =>
        {
            if (before.DeliveredTo is not null && after.DeliveredTo is not null) Assert.True(now.DeliveredTo == packet.To, $"{packet.Packet} was lost: {now.End} after {string.Join(" > ", now.Hops)}");
            // Where nothing asks for a whole way, a packet may change over once from the old way to the new.
            Assert.True(Same(now, before) || Same(now, after) || IsChangeOver(now, before, after), Text(packet.Packet, before, after, now));
            if (before.DeliveredTo is null && after.DeliveredTo is null) Assert.Null(now.DeliveredTo);
        }, desired);
    }

    [Property(MaxTest = 100)]
    public void Where_a_whole_way_is_asked_packets_never_travel_a_mixture(int seed)
    {
        var (fabric, old, desired) = Make(seed);
        var kept = fabric.Pairs().Select(p => new ProtectedFlow(1, 0, "x", "y", p.From, p.To, default, new PathCondition(), [], 1000, null)).ToList();
        var course = new FabricCourse(fabric.Site, [.. fabric.Baseline, .. old], desired, kept, thingsMove: false);
        var steps = course.Before().Concat(course.After()).ToList();
        var holds = steps.Any(s => s.Title.StartsWith("Hold back", StringComparison.Ordinal));

        Play(fabric, old, steps, seed, (packet, before, after, now) =>
        {
            var dropped = holds && now.DeliveredTo is null && now.Hops.Count == 1;
            Assert.True(Same(now, before) || Same(now, after) || dropped, Text(packet.Packet, before, after, now));
        }, desired);
    }

    [Property(MaxTest = 100)]
    public void Taking_back_every_step_leaves_the_tables_as_they_were(int seed)
    {
        var (fabric, old, desired) = Make(seed);
        var course = new FabricCourse(fabric.Site, [.. fabric.Baseline, .. old], desired, [], thingsMove: false);
        var steps = course.Before().Concat(course.After()).ToList();
        var tables = Install(fabric, old);
        var random = new Random(seed);
        var last = random.Next(steps.Count + 1);
        foreach (var step in steps.Take(last)) Apply(tables, ((FlowAction)step.Action).Do, random, _ => { });
        // The one that failed may be in place in part, or not at all.
        if (last < steps.Count) Apply(tables, Half(((FlowAction)steps[last].Action).Do, random), random, _ => { });
        foreach (var step in steps.Take(Math.Min(last + 1, steps.Count)).Reverse()) Apply(tables, ((FlowAction)step.Action).Undo, random, _ => { });
        Assert.Equal(Sorted(Install(fabric, old)), Sorted(tables));
    }

    [Property(MaxTest = 100)]
    public void While_things_move_kept_rules_hold_on_every_walk(int seed)
    {
        var (fabric, old, desired) = Make(seed);
        var random = new Random(seed + 1);
        // What is kept: switches that neither the old nor the new tables take those packets over.
        var kept = new List<ProtectedFlow>();
        foreach (var (from, to) in fabric.Pairs())
        {
            if (random.Next(2) == 0) continue;
            var first = Of([.. fabric.Baseline, .. old], from, to);
            var crossed = RandomFabric.Packets(from, to).SelectMany(p => FakeFabric.Walk(fabric.Site, first, p).Hops).ToHashSet();
            var avoid = fabric.Site.Switches.Select(s => s.Name).Where(n => !crossed.Contains(n)).ToList();
            if (avoid.Count > 0) kept.Add(new ProtectedFlow(1, 0, "x", "y", from, to, default, new PathCondition { Switches = LabelExpression.NotIn(LabelKeys.Name, avoid) }, [], null, null));
        }

        var course = new FabricCourse(fabric.Site, [.. fabric.Baseline, .. old], desired, kept, thingsMove: true);
        var before = course.Before().ToList();
        var after = course.After().ToList();
        var tables = Install(fabric, old);
        foreach (var step in before) Apply(tables, ((FlowAction)step.Action).Do, random, r => Check(kept.Where(f => f.From.Attach!.Ip == r.Match.Source && f.To.Attach!.Ip == r.Match.Destination)));
        Check(kept);
        foreach (var step in after) Apply(tables, ((FlowAction)step.Action).Do, random, _ => { });
        Assert.Equal(Sorted([.. fabric.Baseline, .. desired]), Sorted(tables));

        void Check(IEnumerable<ProtectedFlow> flows)
        {
            foreach (var flow in flows)
            {
                var mine = Of(tables, flow.From, flow.To);
                foreach (var packet in RandomFabric.Packets(flow.From, flow.To))
                {
                    var walk = FakeFabric.Walk(fabric.Site, mine, packet);
                    Assert.True(walk.Hops.All(h => flow.Condition!.Switches!.Admits(fabric.Site.FindSwitch(h)!)), $"{packet} crosses {string.Join(" > ", walk.Hops)}, old rules and kept ones forbid one of them");
                }
            }
        }
    }

    [Fact]
    public void A_waypoint_that_a_mixture_would_miss_is_kept_by_holding_packets_back()
    {
        // old: s1 > s2 > s3 > s4 > s6, new: s1 > s5 > s2 > s3 > s6: both take the link from s2 to s3 with different pasts and rests.
        var site = Line();
        var (a, b) = (site.Nodes[0], site.Nodes[1]);
        var old = Way(site, a, b, ["s1", "s2", "s3", "s4", "s6"]);
        var desired = Way(site, a, b, ["s1", "s5", "s2", "s3", "s6"]);
        var kept = new ProtectedFlow(1, 0, "x", "y", a, b, default, new PathCondition(), [new AnyOf([LabelExpression.In(LabelKeys.Name, "s4"), LabelExpression.In(LabelKeys.Name, "s5")])], null, null);
        var steps = Steps([kept]);
        Assert.Contains(steps, s => s.Title.StartsWith("Hold back", StringComparison.Ordinal));
        var tables = old.ToList();
        foreach (var step in steps) Apply(tables, ((FlowAction)step.Action).Do, new Random(1), _ => Check());

        // Without that demand, nothing is held back and nothing lost.
        Assert.DoesNotContain(Steps([]), s => s.Title.StartsWith("Hold back", StringComparison.Ordinal));

        IReadOnlyList<PlannedStep> Steps(IReadOnlyList<ProtectedFlow> flows)
        {
            var course = new FabricCourse(site, old, desired, flows, thingsMove: false);
            return [.. course.Before(), .. course.After()];
        }

        void Check()
        {
            var walk = FakeFabric.Walk(site, tables, new Packet(a.Attach!.Ip, b.Attach!.Ip, IpProtocol.Icmp, null, null));
            Assert.True(walk.DeliveredTo is null || walk.Hops.Contains("s4") || walk.Hops.Contains("s5"), string.Join(" > ", walk.Hops));
        }
    }

    [Fact]
    public void Rules_that_differ_in_their_cookie_alone_are_written_without_transit_rules()
    {
        var site = Line();
        var old = Way(site, site.Nodes[0], site.Nodes[1], ["s1", "s2", "s3", "s6"]);
        var desired = old.Select(r => r with { Cookie = 9 }).ToList();
        var course = new FabricCourse(site, old, desired, [], thingsMove: false);
        var step = Assert.Single(course.Before().Concat(course.After()));
        Assert.Equal("Install the rules of the plan", step.Title);
    }

    private static Site Line()
    {
        (string A, string B)[] pairs = [("s1", "s2"), ("s2", "s3"), ("s3", "s4"), ("s4", "s6"), ("s1", "s5"), ("s5", "s2"), ("s3", "s6")];
        var ports = new Dictionary<string, int>();
        int Next(string s) => ports[s] = ports.GetValueOrDefault(s) + 1;
        return new Site
        {
            Name = "line",
            Switches = [.. Enumerable.Range(1, 6).Select(i => new Switch { Name = $"s{i}", DatapathId = (ulong)i })],
            Links = [.. pairs.Select(p => new Link { A = new Port(p.A, Next(p.A)), B = new Port(p.B, Next(p.B)), LatencyMs = 1 })],
            Nodes =
            [
                new Node { Name = "a", Tier = Tier.Edge, Capacity = default, Attach = new Attachment("s1", 90, IPv4.Parse("10.0.0.1")) },
                new Node { Name = "b", Tier = Tier.Edge, Capacity = default, Attach = new Attachment("s6", 90, IPv4.Parse("10.0.0.2")) },
            ],
        };
    }

    private static List<FlowRule> Way(Site site, Node from, Node to, IReadOnlyList<string> hops)
    {
        var rules = new List<FlowRule>();
        var inPort = from.Attach!.Port;
        for (var i = 0; i < hops.Count; i++)
        {
            var link = i + 1 < hops.Count ? site.Links.First(l => l.Name == $"{hops[i]}<->{hops[i + 1]}") : null;
            rules.Add(new FlowRule
            {
                DatapathId = site.FindSwitch(hops[i])!.DatapathId,
                Priority = FlowPriority.PlanFloor + 5,
                Match = new FlowMatch { InPort = inPort, Source = from.Attach.Ip, Destination = to.Attach!.Ip },
                Output = link?.A.Number ?? to.Attach.Port,
                Cookie = 1,
            });
            inPort = link?.B.Number ?? 0;
        }

        return rules;
    }

    private static (RandomFabric Fabric, IReadOnlyList<FlowRule> Old, IReadOnlyList<FlowRule> New) Make(int seed)
    {
        var fabric = new RandomFabric(seed);
        var old = seed % 4 == 0 ? [] : fabric.Plan();
        return (fabric, old, seed % 7 == 0 ? [] : fabric.Plan(old));
    }

    private static List<FlowRule> Install(RandomFabric fabric, IReadOnlyList<FlowRule> plan) => [.. fabric.Baseline, .. plan];

    private static void Play(
        RandomFabric fabric, IReadOnlyList<FlowRule> old, IReadOnlyList<PlannedStep> steps, int seed,
        Action<(Packet Packet, string To), WalkTrace, WalkTrace, WalkTrace> check, IReadOnlyList<FlowRule> desired)
    {
        var tables = Install(fabric, old);
        List<FlowRule> end = [.. fabric.Baseline, .. desired];
        var pairs = fabric.Pairs().ToDictionary(
            p => (p.From.Attach!.Ip, p.To.Attach!.Ip),
            p =>
            {
                var (first, last) = (Of(tables, p.From, p.To), Of(end, p.From, p.To));
                return (p.From, p.To, Packets: RandomFabric.Packets(p.From, p.To).Select(x => (Packet: x, Before: FakeFabric.Walk(fabric.Site, first, x), After: FakeFabric.Walk(fabric.Site, last, x))).ToList());
            });
        var random = new Random(seed);
        foreach (var step in steps)
        {
            Apply(tables, ((FlowAction)step.Action).Do, random, rule =>
            {
                var pair = pairs[(rule.Match.Source!.Value, rule.Match.Destination!.Value)];
                var mine = Of(tables, pair.From, pair.To);
                foreach (var (packet, before, after) in pair.Packets) check((packet, pair.To.Name), before, after, FakeFabric.Walk(fabric.Site, mine, packet));
            });
        }

        Assert.Equal(Sorted(end), Sorted(tables));
    }

    private static List<FlowRule> Of(IEnumerable<FlowRule> tables, Node from, Node to) =>
        [.. tables.Where(r => (r.Match.Source is null || r.Match.Source == from.Attach!.Ip) && (r.Match.Destination is null || r.Match.Destination == to.Attach!.Ip))];

    // In any order inside the change: switches confirm when they like.
    private static void Apply(List<FlowRule> tables, FabricChange change, Random random, Action<FlowRule> check)
    {
        foreach (var rule in change.Add.OrderBy(_ => random.Next()))
        {
            tables.RemoveAll(r => Key(r) == Key(rule));
            tables.Add(rule);
            check(rule);
        }

        foreach (var rule in change.Remove.OrderBy(_ => random.Next()))
        {
            tables.RemoveAll(r => Key(r) == Key(rule));
            check(rule);
        }
    }

    private static FabricChange Half(FabricChange change, Random random) =>
        random.Next(2) == 0 ? new([.. change.Add.Where(_ => random.Next(2) == 0)], []) : new(change.Add, [.. change.Remove.Where(_ => random.Next(2) == 0)]);

    private static (ulong, int, FlowMatch) Key(FlowRule rule) => (rule.DatapathId, rule.Priority, rule.Match);

    private static bool Same(WalkTrace a, WalkTrace b) => a.DeliveredTo == b.DeliveredTo && a.Hops.SequenceEqual(b.Hops);

    private static bool IsChangeOver(WalkTrace now, WalkTrace before, WalkTrace after)
    {
        for (var i = 1; i <= now.Hops.Count; i++)
        {
            var rest = now.Hops.Skip(i).ToList();
            if (now.Hops.Take(i).SequenceEqual(before.Hops.Take(i)) && after.Hops.TakeLast(rest.Count).SequenceEqual(rest) && now.DeliveredTo == after.DeliveredTo) return true;
        }

        return false;
    }

    private static List<string> Sorted(IEnumerable<FlowRule> rules) => [.. rules.Select(r => r.ToString()).Order(StringComparer.Ordinal)];

    private static string Text(Packet packet, WalkTrace before, WalkTrace after, WalkTrace now) =>
        $"{packet} went {string.Join(" > ", now.Hops)} ({now.End}); before {string.Join(" > ", before.Hops)}, after {string.Join(" > ", after.Hops)}";
}

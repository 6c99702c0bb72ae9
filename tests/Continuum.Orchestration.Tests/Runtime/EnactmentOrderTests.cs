using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Tests.Runtime.Support;
using FsCheck.Xunit;

namespace Continuum.Orchestration.Tests.Runtime;

/// <summary>
/// Random intents, one after the other, with the real compiler. After every rule written and every move, what was active
/// before must hold for every packet, wherever its workloads stand at that moment.
/// </summary>
public class EnactmentOrderTests
{
    private static readonly string[] Names = ["db", "api", "cam", "web", "log"];

    [Property(MaxTest = 25)]
    public void No_state_in_between_breaks_what_is_active_or_loses_a_packet(int seed)
    {
        Task.Run(() => RunAsync(seed), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var world = new World();
        for (var i = 0; i < 5; i++)
        {
            var active = world.Store.All().Where(r => r.State == IntentState.Active).ToList();
            if (active.Count > 1 && random.Next(4) == 0)
            {
                var id = active[random.Next(active.Count)].Id;
                await world.Service.WithdrawAsync(id, "ada", CancellationToken.None);
                await world.RunJobsAsync();
                if (world.Get(id).Change?.Verdict?.Passed == true) await EnactAsync(world, id, active.Where(r => r.Id != id).Select(r => r.Policy!));
                continue;
            }

            var record = await world.SayAsync($"{seed} {i}", [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => RandomRule(random))]);
            if (record.State == IntentState.AwaitingApproval) await EnactAsync(world, record.Id, active.Select(r => r.Policy!));
        }
    }

    private static async Task EnactAsync(World world, long id, IEnumerable<Policy> kept)
    {
        var rules = kept.SelectMany(p => p.Rules).ToList();
        var before = Reachable(world);
        var lost = new HashSet<(string, string)>();
        var moving = (world.Get(id).Change?.Plan ?? world.Get(id).Plan)!.Moves.Count > 0;
        List<Rule> all = [.. rules, .. world.Get(id).Policy!.Rules];
        Check(world, rules, all);
        world.Fabric.AfterRule = () =>
        {
            Check(world, rules, all);
            lost.UnionWith(before.Except(Reachable(world)));
        };
        await world.ApproveAsync(id);
        world.Fabric.AfterRule = null;
        var record = world.Get(id);
        Assert.True(record.State is IntentState.Active or IntentState.Withdrawn, $"{record.Note}\nenacted: {string.Join("; ", record.Words)}\nkept: {string.Join("; ", world.Store.All().Where(r => r.Id != id && r.State == IntentState.Active).SelectMany(r => r.Words))}\n{string.Join("\n", record.Steps)}");
        var after = record.State == IntentState.Active ? all : rules;
        Check(world, after, after);
        await world.SweepAsync();
        Assert.All(world.Store.All(), r => Assert.Empty(r.Drift));
        Assert.All(world.Store.All().Where(r => r.State == IntentState.Active).SelectMany(r => r.Evidence), e => Assert.True(e.Holds, $"{e.Subject}: {e.Observed}"));
        if (moving) return;
        var between = lost.Intersect(Reachable(world)).ToList();
        var held = record.Steps.Any(s => s.Title.StartsWith("Hold back", StringComparison.Ordinal));
        Assert.True(between.Count == 0 || held, $"lost in between: {string.Join(", ", between)}");
    }

    private static HashSet<(string, string)> Reachable(World world)
    {
        var rules = world.Fabric.Rules;
        return [.. world.Site.Now.Nodes.SelectMany(_ => world.Site.Now.Nodes, (a, b) => (a, b)).Where(p => p.a.Name != p.b.Name && Walk(world, rules, p.a, p.b).DeliveredTo == p.b.Name).Select(p => (p.a.Name, p.b.Name))];
    }

    private static WalkTrace Walk(World world, IReadOnlyList<Core.Plans.FlowRule> rules, Node a, Node b) =>
        FakeFabric.Walk(world.Site.Now, rules, new Packet(a.Attach!.Ip, b.Attach!.Ip, IpProtocol.Icmp, null, null));

    private static void Check(World world, IEnumerable<Rule> rules, IReadOnlyList<Rule> all)
    {
        var (site, tables) = (world.Site.Now, world.Fabric.Rules);
        foreach (var rule in rules)
        {
            switch (rule)
            {
                case PlacementRule p:
                    foreach (var subject in p.Subjects.Of(site)) Assert.All(subject.StandsOn, n => Assert.True(p.Nodes!.Admits(site.FindNode(n)!), $"{subject.Name} stands on {n}"));
                    break;
                case PathRule p:
                    foreach (var (x, y) in Between(site, p.From, p.To))
                    {
                        foreach (var (a, b) in new[] { (x, y), (y, x) })
                        {
                            var walk = Walk(world, tables, a, b);
                            // Where a packet enters is not its choice; dropped there, it went nowhere.
                            var stopped = walk.DeliveredTo is null && walk.Hops.Count == 1;
                            if (!stopped) Assert.All(walk.Hops, h => Assert.True(p.Condition.Switches!.Admits(site.FindSwitch(h)!), $"{a.Name} to {b.Name} over {string.Join(" > ", walk.Hops)}"));
                            var apart = all.OfType<IsolationRule>().Any(i => Between(site, i.A, i.B).Any(p => p == (a, b) || p == (b, a)));
                            Assert.True(walk.DeliveredTo == b.Name || apart, $"{a.Name} to {b.Name}: {walk.End}");
                        }
                    }

                    break;
                case IsolationRule i:
                    foreach (var (x, y) in Between(site, i.A, i.B)) Assert.True(Walk(world, tables, x, y).DeliveredTo is null && Walk(world, tables, y, x).DeliveredTo is null, $"{x.Name} reaches {y.Name}");
                    break;
            }
        }
    }

    private static IEnumerable<(Node, Node)> Between(Site site, Selector from, Selector to) =>
        from x in @from.Of(site) from y in to.Of(site) from a in x.StandsOn from b in y.StandsOn where a != b select (site.FindNode(a)!, site.FindNode(b)!);

    private static Rule RandomRule(Random random)
    {
        var shuffled = Names.OrderBy(_ => random.Next()).ToList();
        return random.Next(4) switch
        {
            0 => Planning.Place(shuffled[0], LabelExpression.In(LabelKeys.Jurisdiction, random.Next(2) == 0 ? ["DE"] : ["DE", "FR"])),
            1 => new IsolationRule { A = Selector.ByName(shuffled[0]), B = Selector.ByName(shuffled[1]) },
            _ => Planning.Avoid(shuffled[0], shuffled[1], $"s{random.Next(2, 6)}"),
        };
    }
}

using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using FsCheck.Xunit;

namespace Continuum.Orchestration.Tests.Properties;

/// <summary>What must be true of any plan that the verifier passes, on any site.</summary>
public class PlanProperties
{
    private const int Sites = 400;

    // The same sites in every run, so that a failure is never one that cannot be seen again. Change it to look elsewhere.
    private const string Seed = "20260302,9";

    [Property(MaxTest = Sites, StartSize = 1000, EndSize = 1_000_000, Replay = Seed)]
    public void A_plan_that_passes_keeps_every_packet_on_allowed_elements(int seed)
    {
        var (site, rules, planned) = Plan(seed);
        if (!planned.Verdict.Passed) return;
        var oracle = new PacketOracle(site, planned.Plan!.FlowRules, site);
        foreach (var rule in rules.OfType<PathRule>().Where(r => r.IsHard))
        {
            foreach (var (x, y, inside, pair) in NodePairs(site, planned.Plan, rule.From, rule.To))
            {
                foreach (var (packet, back) in PacketOracle.Samples(x, y, inside ? null : rule.Traffic))
                {
                    if (Isolated(site, planned.Plan, rules, packet, inside ? null : pair)) continue;
                    var walk = oracle.Send(back ? y : x, packet);
                    var what = $"seed {seed}: {packet} went {string.Join(' ', walk.Switches)}";
                    Assert.True(walk.Reached == (back ? x : y).Name, what + ", lost");
                    AssertAllowed(site, rule.Condition, walk, what);
                    if (rule.Condition.EndNodes is { } ends) Assert.True(ends.Admits(x) && ends.Admits(y), what + ", between forbidden ends");
                    if (inside) continue;
                    if (rule.MaxLatencyMs is { } ms) Assert.True(walk.Links.All(l => l.LatencyMs is not null) && walk.Links.Sum(l => l.LatencyMs!.Value) <= ms + 1e-6, what + ", too slow");
                    if (rule.MaxHops is { } hops) Assert.True(walk.Links.Count <= hops, what + ", too long");
                    if (rule.Through.Count == 1 || rule.From != rule.To) AssertThrough(site, back ? [.. rule.Through.Reverse()] : rule.Through, walk, what);
                }
            }
        }
    }

    [Property(MaxTest = Sites, StartSize = 1000, EndSize = 1_000_000, Replay = Seed)]
    public void Nor_does_it_leak_after_any_single_failure(int seed)
    {
        var (site, rules, planned) = Plan(seed);
        if (!planned.Verdict.Passed) return;
        foreach (var failed in Failures(site))
        {
            foreach (var baselineOf in new[] { site, failed })
            {
                var oracle = new PacketOracle(failed, planned.Plan!.FlowRules, baselineOf);
                foreach (var rule in rules.OfType<PathRule>().Where(r => r.IsHard))
                {
                    foreach (var (x, y, inside, pair) in NodePairs(site, planned.Plan, rule.From, rule.To))
                    {
                        foreach (var (packet, back) in PacketOracle.Samples(x, y, inside ? null : rule.Traffic))
                        {
                            if (Isolated(site, planned.Plan, rules, packet, inside ? null : pair)) continue;
                            var walk = oracle.Send(back ? y : x, packet);
                            AssertAllowed(site, rule.Condition, walk, $"seed {seed}: {packet} went {string.Join(' ', walk.Switches)} after a failure");
                        }
                    }
                }

                foreach (var rule in rules.OfType<IsolationRule>().Where(r => r.IsHard))
                {
                    foreach (var (x, y, _, _) in NodePairs(site, planned.Plan, rule.A, rule.B).Where(p => !p.Inside))
                    {
                        foreach (var (packet, back) in PacketOracle.Samples(x, y, rule.Traffic).Where(p => !p.Back || !rule.OneWay))
                        {
                            Assert.True(oracle.Send(back ? y : x, packet).Reached is null, $"seed {seed}: {packet} arrives in spite of an isolation");
                        }
                    }
                }
            }
        }
    }

    [Property(MaxTest = Sites, StartSize = 1000, EndSize = 1_000_000, Replay = Seed)]
    public void Nobody_else_loses_a_packet(int seed)
    {
        var (site, rules, planned) = Plan(seed);
        if (!planned.Verdict.Passed) return;
        var (before, after) = (new PacketOracle(site, [], site), new PacketOracle(site, planned.Plan!.FlowRules, site));
        var attached = site.Nodes.Where(n => n.Attach is not null).ToList();
        foreach (var (x, y) in attached.SelectMany(_ => attached, (x, y) => (x, y)).Where(p => p.x != p.y))
        {
            foreach (var (packet, back) in PacketOracle.Samples(x, y, null).Where(p => !p.Back))
            {
                if (before.Send(x, packet).Reached is null || Isolated(site, planned.Plan, rules, packet)) continue;
                Assert.True(after.Send(x, packet).Reached == y.Name, $"seed {seed}: {packet} from {x.Name} to {y.Name} arrived before and no longer does");
            }
        }
    }

    [Property(MaxTest = Sites, StartSize = 1000, EndSize = 1_000_000, Replay = Seed)]
    public void Planning_again_what_is_in_place_changes_nothing(int seed)
    {
        var (site, rules, planned) = Plan(seed);
        if (!planned.Verdict.Passed) return;
        var enacted = Enact(site, planned.Plan!);
        var again = Planning.Facade.Desired(enacted, [new ActiveIntent(1, "", new Policy(rules))], Planning.Now);
        Assert.True(again.Verdict.Passed, $"seed {seed}: {Planning.Failures(again)}");
        Assert.Equal(planned.Plan!.FlowRules, again.Plan!.FlowRules);
        Assert.Equal(planned.Plan.Kubernetes.Select(m => m.Body.ToJsonString()), again.Plan.Kubernetes.Select(m => m.Body.ToJsonString()));
        Assert.Equal(planned.Plan.Pipelines, again.Plan.Pipelines);
        Assert.Equal(planned.Plan.Placement, again.Plan.Placement);
        Assert.Equal(planned.Plan.Replicas.Select(r => (r.Key, string.Join(",", r.Value))), again.Plan.Replicas.Select(r => (r.Key, string.Join(",", r.Value))));
        Assert.Empty(again.Plan.Moves);
    }

    [Fact]
    public void The_properties_above_speak_of_plans_that_pass()
    {
        var verdicts = Enumerable.Range(0, 300).Select(s => Plan(s).Planned.Verdict).ToList();
        // A plan is made to pass its checks: "fail" is for what only the verifier can see.
        var failed = verdicts.Where(v => v.Outcome == Outcome.Fail).SelectMany(v => v.Checks.Where(c => !c.Passed)).GroupBy(c => c.Name).Select(g => $"{g.Count()} {g.Key}: {g.First().Subject}: {g.First().Detail}");
        Assert.Empty(failed);
        Assert.True(verdicts.Count(v => v.Passed) > 150, $"{verdicts.Count(v => v.Passed)} of {verdicts.Count} pass");
    }

    internal static (Site Site, IReadOnlyList<Rule> Rules, PlannedIntent Planned) Plan(int seed)
    {
        var random = new RandomSites(seed);
        var site = random.Site();
        var rules = random.Rules(site, 3);
        return (site, rules, Planning.Facade.Plan(site, [], Planning.Intent(1, [.. rules]), Planning.Now));
    }

    private static Site Enact(Site site, Plan plan) => site with
    {
        Workloads = [.. site.Workloads.Select(w => plan.NodesOf(w.Name) is { Count: > 0 } nodes ? w.On(nodes) : w)],
        Services = [.. site.Services.Select(s => plan.Pipelines.FirstOrDefault(p => p.Service == s.Name) is { } p ? s with { Head = p.Head, Stages = p.Stages } : s)],
    };

    private static IEnumerable<Node> NodesOf(Site site, Plan plan, ISubject subject)
    {
        IEnumerable<string> names = subject is Service
            ? plan.Pipelines.FirstOrDefault(p => p.Service == subject.Name)?.Nodes ?? subject.StandsOn
            : plan.Admitted.TryGetValue(subject.Name, out var admitted) ? admitted : subject.StandsOn;
        return names.Select(n => site.FindNode(n)!);
    }

    private static IEnumerable<(Node X, Node Y, bool Inside, string Pair)> NodePairs(Site site, Plan plan, Selector left, Selector right)
    {
        foreach (var x in left.Of(site))
        {
            foreach (var y in right.Of(site))
            {
                if (x.Name == y.Name && x is not Service) continue;
                foreach (var u in NodesOf(site, plan, x))
                {
                    foreach (var v in NodesOf(site, plan, y).Where(v => v.Name != u.Name && v.Attach is not null && u.Attach is not null)) yield return (u, v, x.Name == y.Name, string.CompareOrdinal(x.Name, y.Name) < 0 ? x.Name + y.Name : y.Name + x.Name);
                }
            }
        }
    }

    private static bool Isolated(Site site, Plan plan, IReadOnlyList<Rule> rules, TestPacket packet, string? pair = null)
    {
        foreach (var rule in rules.OfType<IsolationRule>())
        {
            foreach (var (x, y, _, _) in NodePairs(site, plan, rule.A, rule.B).Where(p => !p.Inside && (pair is null || p.Pair == pair)))
            {
                var forth = x.Attach!.Ip == packet.From && y.Attach!.Ip == packet.To && Speaks(rule.Traffic, packet.Protocol, packet.ToPort);
                var back = !rule.OneWay && y.Attach!.Ip == packet.From && x.Attach!.Ip == packet.To && Speaks(rule.Traffic, packet.Protocol, packet.FromPort);
                if (forth || back) return true;
            }
        }

        return false;
    }

    private static bool Speaks(TrafficClass? traffic, int protocol, int port) =>
        traffic is null || ((int)traffic.Protocol == protocol && (traffic.Port is null || traffic.Port == port));

    private static void AssertAllowed(Site site, PathCondition condition, TestWalk walk, string what)
    {
        foreach (var name in walk.Switches) Assert.True(condition.Switches?.Admits(site.FindSwitch(name)!) ?? true, $"{what}: {name} is forbidden");
        foreach (var link in walk.Links)
        {
            Assert.True(condition.Links?.Admits(link) ?? true, $"{what}: {link.Name} is forbidden");
            if (condition.LabelledLinks is { } asked && asked.Tests().Any(t => link.Labels.ContainsKey(t.Key))) Assert.True(asked.Admits(link), $"{what}: {link.Name} is forbidden");
        }
    }

    private static void AssertThrough(Site site, IReadOnlyList<LabelExpression> through, TestWalk walk, string what)
    {
        var next = 0;
        foreach (var name in walk.Switches)
        {
            if (next < through.Count && through[next].Admits(site.FindSwitch(name)!)) next++;
        }

        Assert.True(next == through.Count, what + ", past a waypoint");
    }

    private static IEnumerable<Site> Failures(Site site)
    {
        for (var i = 0; i < site.Links.Count; i++)
        {
            var links = site.Links.ToList();
            links[i] = links[i] with { Up = false };
            yield return site with { Links = links };
        }

        for (var i = 0; i < site.Switches.Count; i++)
        {
            var switches = site.Switches.ToList();
            switches[i] = switches[i] with { Up = false };
            yield return site with { Switches = switches };
        }
    }
}

using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Tests.Runtime.Support;
using Continuum.Orchestration.Watch;

namespace Continuum.Orchestration.Tests.Runtime;

public class DriftTests
{
    private static readonly Rule Around = Planning.Avoid("db", "api", "s2");
    private static readonly Rule WebInUs = Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "US"));
    private static readonly Rule Triage = new ServiceRule { Services = Selector.ByName("triage"), Nodes = LabelExpression.In(LabelKeys.Jurisdiction, "DE", "FR") };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["rogue", "altered", "removed", "rogue-any", "pod", "manifest", "pipeline"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_changed_behind_the_console_is_put_back_and_written_down(string kind)
    {
        var world = new World();
        await world.MakeActiveAsync("all", Around, WebInUs, Triage);
        var before = Room.State(world);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        var happened = world.Time.GetUtcNow();
        Break(world, kind, happened);
        Assert.NotEqual(before, Room.State(world));
        world.Time.Advance(TimeSpan.FromMilliseconds(300));
        await world.Runtime.Guard.CheckAsync([new Cause("", happened)], Token);
        Assert.Equal(before, Room.State(world));
        var drift = Assert.Single(world.Get(1).Drift);
        Assert.Equal("repaired", drift.Resolution);
        Assert.Equal(happened, drift.HappenedAt);
        Assert.Equal(happened + TimeSpan.FromMilliseconds(300), drift.NoticedAt);
        Assert.NotNull(drift.RepairedAt);
        Assert.Equal(2, world.Feed.History().Count(e => e.Kind == "drift"));
        Assert.Equal(2, world.Audit.Lines.Count(l => l.Kind == "drift"));
        Assert.Null(world.Get(1).Change);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Where_a_person_is_to_be_asked_nothing_is_put_back_before_the_approval(string kind)
    {
        var world = new World();
        await world.MakeActiveAsync("all", Around, WebInUs, Triage);
        await world.Settings.UpdateAsync(s => s with { OnDrift = DriftResponse.Escalate }, Token);
        Break(world, kind, world.Time.GetUtcNow());
        var broken = Room.State(world);
        await world.Runtime.Guard.CheckAsync([], Token);
        await world.RunJobsAsync();
        Assert.Equal(broken, Room.State(world));
        Assert.Equal("escalated", Assert.Single(world.Get(1).Drift).Resolution);
        Assert.Equal(ChangeKind.Replan, world.Get(1).Change!.Kind);
        await world.ApproveAsync(1);
        Assert.True(world.Get(1).State == IntentState.Active && world.Get(1).Change is null, world.Get(1).Note);
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.All(world.Get(1).Drift, d => Assert.NotNull(d.RepairedAt));
        Room.IsAsPlanned(world, ActiveIntents.Desired(world.Store.All())!);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_pause_shows_drift_and_repairs_nothing_until_it_expires(string kind)
    {
        var world = new World();
        await world.MakeActiveAsync("all", Around, WebInUs, Triage);
        var before = Room.State(world);
        await world.Runtime.Enforcement.PauseAsync(TimeSpan.FromMinutes(5), "root", "maintenance", Token);
        Break(world, kind, world.Time.GetUtcNow());
        var broken = Room.State(world);
        var again = await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal(broken, Room.State(world));
        Assert.Null(Assert.Single(world.Get(1).Drift).RepairedAt);
        Assert.Equal(Planning.Now.AddMinutes(5), again);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await world.Runtime.Enforcement.ExpireAsync(Token));
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal(before, Room.State(world));
        Assert.Equal(["root", "continuum"], world.Audit.Lines.Where(l => l.Kind == "setting").Select(l => l.Actor));
    }

    [Fact]
    public async Task The_same_thing_again_and_again_is_not_repaired_without_end()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        var repairs = 0;
        for (var i = 0; i < 100; i++)
        {
            Break(world, "rogue", world.Time.GetUtcNow());
            var changes = world.Fabric.Changes;
            var again = await world.Runtime.Guard.CheckAsync([], Token);
            if (world.Fabric.Changes > changes) repairs++;
            else Assert.NotNull(again);
            world.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(world.Settings.Current.RepairAttempts, repairs);
        Assert.Contains(world.Get(1).Drift, d => d.Resolution == "escalated");
        world.Time.Advance(TimeSpan.FromMinutes(10));
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.DoesNotContain(world.PlanRules, r => r.Priority == 40000);
    }

    [Fact]
    public async Task A_repair_that_fails_is_tried_again_later()
    {
        var world = new World();
        await world.MakeActiveAsync("web", WebInUs);
        world.Cluster.MoveFault = (_, _) => new Orchestration.Drivers.DriverException("the node is busy");
        world.Cluster.Stray("web", "de-1", world.Time.GetUtcNow());
        var again = await world.Runtime.Guard.CheckAsync([], Token);
        Assert.NotNull(again);
        Assert.Null(world.Get(1).Drift[0].RepairedAt);
        world.Cluster.MoveFault = null;
        world.Time.Advance(again.Value - world.Time.GetUtcNow());
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal("us-1", world.Site.Now.Workloads.Single(w => w.Name == "web").Node);
        Assert.NotNull(world.Get(1).Drift[0].RepairedAt);
        Assert.Empty(world.Journal.Open());
    }

    [Fact]
    public async Task A_link_that_fails_leads_to_another_way_once_a_person_agrees_and_leaks_nothing_meanwhile()
    {
        var world = new World();
        await world.MakeActiveAsync("around", Around);
        Fail(world, "s4<->s3", up: false);
        Fail(world, "s5<->s3", up: false);
        await world.Runtime.Guard.CheckAsync([], Token);
        await world.RunJobsAsync();
        var record = world.Get(1);
        // Both other ways are gone: there is no compliant plan, and nothing is sent over s2.
        Assert.Equal(ChangeKind.Replan, record.Change!.Kind);
        Assert.False(record.Change.Verdict!.Passed);
        Assert.Null(Walk(world, "de-1", "de-2").DeliveredTo);

        Fail(world, "s5<->s3", up: true);
        await world.Runtime.Guard.CheckAsync([], Token);
        await world.RunJobsAsync();
        record = world.Get(1);
        if (record.Change is null)
        {
            // The way in use is whole again.
            Assert.Equal("de-2", Walk(world, "de-1", "de-2").DeliveredTo);
        }
        else
        {
            Assert.True(record.Change.Verdict!.Passed);
            await world.ApproveAsync(1);
        }

        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal("de-2", Walk(world, "de-1", "de-2").DeliveredTo);
        Assert.DoesNotContain("s2", Walk(world, "de-1", "de-2").Hops);
        Assert.All(world.Get(1).Drift, d => Assert.NotNull(d.RepairedAt));
    }

    [Fact]
    public async Task A_label_that_makes_a_way_illegal_stops_the_packets_at_once_and_asks_for_another_way()
    {
        var world = new World();
        await world.MakeActiveAsync("no US", Planning.Path("db", "api") with { Condition = new PathCondition { Switches = LabelExpression.NotIn(LabelKeys.Jurisdiction, "US") } });
        var used = Walk(world, "de-1", "de-2").Hops[1];
        Label(world, used, "US");
        await world.Runtime.Guard.CheckAsync([], Token);
        await world.RunJobsAsync();
        Assert.Null(Walk(world, "de-1", "de-2").DeliveredTo);
        var record = world.Get(1);
        Assert.NotEmpty(record.Drift);
        Assert.Equal(ChangeKind.Replan, record.Change!.Kind);
        Assert.Null(record.Change.Approval);

        // The label is put back before anybody decides: the packets flow again and nothing is asked any longer.
        Label(world, used, "FR");
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal("de-2", Walk(world, "de-1", "de-2").DeliveredTo);
        Assert.Null(world.Get(1).Change);
        Assert.All(world.Get(1).Drift, d => Assert.NotNull(d.RepairedAt));
        Assert.Equal(record.Plan!.FlowRules.Count, world.PlanRules.Count);
    }

    [Fact]
    public async Task With_the_setting_to_repair_another_way_is_enacted_without_asking()
    {
        var world = new World();
        await world.Settings.UpdateAsync(s => s with { OnSiteChange = DriftResponse.Repair }, Token);
        await world.MakeActiveAsync("around", Around);
        var way = Walk(world, "de-1", "de-2");
        Fail(world, way.Links[^1], up: false);
        await world.Runtime.Guard.CheckAsync([], Token);
        await world.RunJobsAsync();
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Equal("de-2", Walk(world, "de-1", "de-2").DeliveredTo);
        Assert.DoesNotContain("s2", Walk(world, "de-1", "de-2").Hops);
        Assert.All(world.Get(1).Drift, d => Assert.NotNull(d.RepairedAt));
        Assert.True(world.Get(1).Approval!.Automatic);
    }

    [Fact]
    public async Task A_workload_goes_back_to_another_admitted_node_when_its_own_takes_nothing()
    {
        var world = new World();
        await world.MakeActiveAsync("api in DE", Planning.Place("api", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        world.Site.Change(s => s with { Nodes = [.. s.Nodes.Select(n => n.Name == "de-2" ? n with { Schedulable = false } : n)] });
        world.Cluster.Stray("api", "fr-1", world.Time.GetUtcNow());
        await world.Runtime.Guard.CheckAsync([], Token);
        Assert.Contains(world.Site.Now.Workloads.Single(w => w.Name == "api").Node, new[] { "de-1", "de-3" });
    }

    [Fact]
    public async Task Rules_of_a_fabric_that_no_intent_binds_are_left_alone()
    {
        var world = new World();
        Break(world, "rogue", world.Time.GetUtcNow());
        await world.SweepAsync();
        Assert.Contains(world.PlanRules, r => r.Priority == 40000);
    }

    [Fact]
    public async Task What_an_enactment_left_that_could_not_be_taken_back_is_cleared_by_the_watch()
    {
        var world = new World();
        var before = Room.State(world);
        await world.SayAsync("both", Around, Planning.Place("web", LabelExpression.In(LabelKeys.Jurisdiction, "DE")));
        world.Cluster.MoveFault = (_, node) =>
        {
            if (node == "us-1") return null;
            world.Fabric.Fault = _ => new Orchestration.Drivers.DriverException("s1 does not answer");
            return new Orchestration.Drivers.DriverException("no room");
        };
        await world.ApproveAsync(1);
        Assert.Equal(IntentState.Failed, world.Get(1).State);
        Assert.Contains("s1 does not answer", world.Get(1).Note, StringComparison.Ordinal);
        Assert.NotEmpty(world.PlanRules);
        world.Fabric.Fault = null;
        await world.SweepAsync();
        Assert.Equal(before, Room.State(world));
    }

    private static Orchestration.Drivers.WalkTrace Walk(World world, string from, string to) => world.Fabric.Walk(new Orchestration.Drivers.Packet(
        world.Site.Now.FindNode(from)!.Attach!.Ip, world.Site.Now.FindNode(to)!.Attach!.Ip, IpProtocol.Tcp, 40000, 5432));

    private static void Label(World world, string name, string jurisdiction) => world.Site.Change(s => s with
    {
        Switches = [.. s.Switches.Select(w => w.Name == name ? w with { Labels = new Dictionary<string, string>(w.Labels) { ["jurisdiction"] = jurisdiction } } : w)],
    });

    // As a fabric does: the baseline follows the topology.
    private static void Fail(World world, string link, bool up)
    {
        world.Site.Change(s => s with { Links = [.. s.Links.Select(l => l.Name == link ? l with { Up = up } : l)] });
        world.Fabric.Tamper(
            rules =>
            {
                rules.RemoveAll(r => r.Priority == FlowPriority.Baseline);
                rules.AddRange(BaselineRules.Compile(world.Site.Now));
            },
            link,
            world.Time.GetUtcNow());
    }

    private static void Break(World world, string kind, DateTimeOffset at)
    {
        var (db, api) = (world.Site.Now.FindNode("de-1")!.Attach!, world.Site.Now.FindNode("de-2")!.Attach!);
        switch (kind)
        {
            case "rogue":
                world.Fabric.Tamper(r => Put(r, new FlowRule { DatapathId = 1, Priority = 40000, Match = new FlowMatch { Source = db.Ip, Destination = api.Ip }, Output = 1 }), "s1", at);
                break;
            case "rogue-any":
                world.Fabric.Tamper(r => Put(r, new FlowRule { DatapathId = 1, Priority = 500, Match = new FlowMatch(), Output = 1 }), "s1", at);
                break;
            case "altered":
                world.Fabric.Tamper(
                    r =>
                    {
                        var rule = r.First(x => x.DatapathId == 1 && x.Priority > FlowPriority.PlanFloor && x.Output is not null);
                        r.Remove(rule);
                        r.Add(rule with { Output = 1 });
                    },
                    "s1",
                    at);
                break;
            case "removed":
                world.Fabric.Tamper(r => r.RemoveAll(x => x.DatapathId == 1 && x.Priority >= FlowPriority.PlanFloor), "s1", at);
                break;
            case "pod":
                world.Cluster.Stray("web", "de-1", at);
                break;
            case "manifest":
                world.Cluster.Lose("web", at);
                break;
            default:
                world.Serving.Stray(new PipelineLayout("triage", "us-1", [new Stage("us-1", new LayerRange(0, 11))]), at);
                break;
        }
    }

    private static void Put(List<FlowRule> rules, FlowRule rule)
    {
        rules.RemoveAll(r => r.DatapathId == rule.DatapathId && r.Priority == rule.Priority && r.Match == rule.Match);
        rules.Add(rule);
    }
}

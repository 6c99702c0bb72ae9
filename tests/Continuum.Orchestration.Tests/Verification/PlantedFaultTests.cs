using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Hashing;

namespace Continuum.Orchestration.Tests.Verification;

/// <summary>Plans that pass, spoilt in one place: the verifier must see it and name the check.</summary>
public class PlantedFaultTests
{
    private static readonly Site Site = Lab.Site;
    private static readonly PathRule Path = Planning.Avoid("db", "api", "s2") with { Traffic = new TrafficClass(IpProtocol.Tcp, 443), MaxLatencyMs = 8, Through = [LabelExpression.In(LabelKeys.Name, "s4")] };
    private static readonly IsolationRule Isolation = new() { A = Selector.ByName("cam"), B = Selector.ByName("web") };
    private static readonly PlacementRule Placement = Planning.Place("db", LabelExpression.In(LabelKeys.Jurisdiction, "DE"));
    private static readonly ServiceRule Service = new() { Services = Selector.ByName("triage"), Nodes = LabelExpression.In(LabelKeys.Jurisdiction, "DE"), Objectives = [new Objective(ObjectiveMetric.Ttft, 500)] };

    private static readonly Core.Intents.ActiveIntent Intent = Planning.Intent(1, Path, Isolation, Placement, Service);
    private static readonly Plan Good = Planning.Facade.Plan(Site, [], Intent, Planning.Now).Plan!;

    [Fact]
    public void The_plan_passes_before_it_is_spoilt() => Assert.Empty(Failed(Good));

    [Fact]
    public void A_missing_fail_closed_drop_is_seen()
    {
        var drop = Good.FlowRules.First(r => r is { Output: null, Priority: < 1100 } && r.DatapathId == 2);
        Assert.Contains("fail-closed-drops", Failed(Without(drop)));
    }

    [Fact]
    public void Each_drop_of_the_plan_is_needed()
    {
        foreach (var drop in Good.FlowRules.Where(r => r.Output is null)) Assert.Contains("fail-closed-drops", Failed(Without(drop)));
    }

    [Fact]
    public void Each_forward_of_the_plan_is_needed()
    {
        foreach (var forward in Good.FlowRules.Where(r => r.Output is not null)) Assert.Contains("path-arrives", Failed(Without(forward)));
    }

    [Fact]
    public void Packets_sent_to_a_forbidden_switch_are_seen()
    {
        // s1 sends towards s2 over port 1, whatever class; s2 passes on by a rule of its own.
        var first = Good.FlowRules.First(r => r is { DatapathId: 1, Output: not null });
        var spoilt = Replace(first, first with { Output = 1 });
        var passOn = first with { DatapathId = 2, Match = first.Match with { InPort = 1 }, Output = 2 };
        var failed = Failed(spoilt with { FlowRules = [.. spoilt.FlowRules, passOn] });
        Assert.Contains("path-allowed", failed);
    }

    [Fact]
    public void A_drop_above_its_forwards_is_seen()
    {
        var forward = Good.FlowRules.First(r => r.Output is not null);
        var drop = Good.FlowRules.First(r => r.Output is null && r.DatapathId == forward.DatapathId && r.Match == forward.Match with { InPort = null });
        var swapped = Replace(forward, forward with { Priority = drop.Priority });
        Assert.Contains("path-arrives", Failed(swapped with { FlowRules = [.. swapped.FlowRules.Select(r => r == drop ? drop with { Priority = forward.Priority } : r)] }));
    }

    [Fact]
    public void Two_rules_of_one_priority_that_differ_are_seen()
    {
        var forward = Good.FlowRules.First(r => r.Output is not null);
        Assert.Contains("flow-rules-unambiguous", Failed(Good with { FlowRules = [.. Good.FlowRules, forward with { Output = null }] }));
    }

    [Fact]
    public void A_rule_below_the_floor_is_seen() =>
        Assert.Contains("flow-priorities", Failed(Good with { FlowRules = [.. Good.FlowRules, Good.FlowRules[0] with { Priority = 50 }] }));

    [Fact]
    public void A_loop_is_seen()
    {
        // The way goes s1 - s4 - s5 - s3; s3 sends it back to s4, which sends it on to s5 again.
        var last = Good.FlowRules.First(r => r is { DatapathId: 3, Output: > 100 });
        var spoilt = Replace(last, last with { Output = Port(Site, "s3", "s4") });
        FlowRule[] onwards = [last with { DatapathId = 4, Match = last.Match with { InPort = Port(Site, "s4", "s3") }, Output = Port(Site, "s4", "s5") }];
        Assert.Contains("path-loop-free", Failed(spoilt with { FlowRules = [.. spoilt.FlowRules, .. onwards] }));
    }

    [Fact]
    public void A_pair_that_nobody_asked_to_cut_is_seen()
    {
        var drop = Good.FlowRules.First(r => r.Priority == 1100);
        var other = drop with { Match = new FlowMatch { Source = Site.FindNode("de-3")!.Attach!.Ip, Destination = Site.FindNode("fr-1")!.Attach!.Ip } };
        Assert.Contains("reachability-unchanged", Failed(Good with { FlowRules = [.. Good.FlowRules, .. Site.Switches.Select(s => other with { DatapathId = s.DatapathId })] }));
    }

    [Fact]
    public void A_leak_of_an_isolation_is_seen()
    {
        var source = Site.FindNode("us-1")!.Attach!.Ip;
        var spoilt = Good with { FlowRules = [.. Good.FlowRules.Where(r => r.Priority != 1100 || r.Match.Source != source)] };
        Assert.Contains("isolation-holds", Failed(spoilt));
    }

    [Fact]
    public void A_manifest_that_admits_more_is_seen()
    {
        var body = Good.Kubernetes.Single(m => m.Subject == "db").Body.DeepClone().AsObject();
        body["spec"]!["template"]!["spec"]!["affinity"]!["nodeAffinity"]!["requiredDuringSchedulingIgnoredDuringExecution"]!["nodeSelectorTerms"]!.AsArray()
            .Add(JsonNode.Parse("""{"matchFields":[{"key":"metadata.name","operator":"In","values":["us-1"]}]}"""));
        var failed = Failed(Good with { Kubernetes = [.. Good.Kubernetes.Where(m => m.Subject != "db"), new Manifest("db", body)] });
        Assert.Contains("placement-satisfiable", failed);
        Assert.Contains("manifest-admits", failed);
    }

    [Fact]
    public void A_workload_left_on_a_forbidden_node_is_seen() =>
        Assert.Contains("workload-on-allowed-node", Failed(Good with { Placement = new Dictionary<string, string>(Good.Placement) { ["db"] = "us-1" } }));

    [Fact]
    public void A_stage_on_a_forbidden_node_is_seen() =>
        Assert.Contains("pipeline-on-allowed-nodes", Failed(Good with { Pipelines = [new PipelineLayout("triage", "de-1", [new Stage("us-1", new LayerRange(0, 11))])] }));

    [Fact]
    public void A_layer_that_nobody_holds_is_seen() =>
        Assert.Contains("pipeline-complete", Failed(Good with { Pipelines = [new PipelineLayout("triage", "de-1", [new Stage("de-1", new LayerRange(0, 4)), new Stage("de-1", new LayerRange(6, 11))])] }));

    [Fact]
    public void A_layout_too_slow_for_its_promise_is_seen()
    {
        var strict = Planning.Intent(1, Path, Isolation, Placement, Service with { Objectives = [new Objective(ObjectiveMetric.Ttft, 0.001)] });
        var verdict = Planning.Facade.Verify(Site, [strict], Good, Planning.Now);
        Assert.Contains(verdict.Checks, c => c is { Name: "objective-predicted", Passed: false } && c.Detail.Contains("GFLOP/s", StringComparison.Ordinal));
    }

    [Fact]
    public void A_node_that_cannot_hold_what_moves_there_is_seen()
    {
        var small = Site with { Nodes = [.. Site.Nodes.Select(n => n.Name == "de-2" ? n with { Capacity = new Capacity(1, 1) } : n)] };
        var spoilt = Good with { Placement = new Dictionary<string, string>(Good.Placement) { ["db"] = "de-2" }, Moves = [new Move("db", "de-1", "de-2", true)] };
        Assert.Contains("capacity-suffices", Failed(spoilt, small));
    }

    [Fact]
    public void Another_hash_is_seen() =>
        Assert.Contains("plan-hash", Planning.Facade.Verify(Site, [Intent], Good with { Hash = "0" }, Planning.Now).Checks.Where(c => !c.Passed).Select(c => c.Name));

    private static int Port(Site site, string at, string towards) =>
        site.Links.SelectMany(l => new[] { (l.A, l.B), (l.B, l.A) }).First(p => p.Item1.Switch == at && p.Item2.Switch == towards).Item1.Number;

    private static Plan Without(FlowRule rule) => Good with { FlowRules = [.. Good.FlowRules.Where(r => r != rule)] };

    private static Plan Replace(FlowRule rule, FlowRule by) => Good with { FlowRules = [.. Good.FlowRules.Select(r => r == rule ? by : r)] };

    private static List<string> Failed(Plan plan, Site? site = null)
    {
        var hashed = plan with { Hash = ApprovalHash.Of(plan, site ?? Site, [Intent]) };
        return [.. Planning.Facade.Verify(site ?? Site, [Intent], hashed, Planning.Now).Checks.Where(c => !c.Passed).Select(c => c.Name)];
    }
}

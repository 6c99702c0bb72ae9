using System.Text.Json.Nodes;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Evaluation;
using Continuum.Orchestration.Evaluation.Judging;
using static Continuum.Orchestration.Tests.Evaluation.Ring;

namespace Continuum.Orchestration.Tests.Evaluation;

public sealed class JudgeTests
{
    private const string Jurisdiction = "continuum.node-restriction.kubernetes.io/jurisdiction";
    private static readonly Expectation Pass = new() { Outcome = "pass" };

    [Theory]
    [InlineData("pass", "pass", true, false)]
    [InlineData("pass", "infeasible", false, false)]
    [InlineData("infeasible", "infeasible", true, false)]
    [InlineData("infeasible", "pass", false, true)]
    [InlineData("clarify", "pass", false, true)]
    [InlineData("conflict", "fail", false, false)]
    public void Outcomes_must_agree_and_a_pass_too_many_is_a_wrong_pass(string expected, string actual, bool success, bool wrongPass)
    {
        var judged = Judge.Decide(Ring.Site, Pass with { Outcome = expected }, actual, Nothing);

        Assert.Equal((success, wrongPass), (judged.Success, judged.WrongPass));
    }

    [Fact]
    public void Other_outcomes_may_be_right_too_and_expectations_hold_whenever_it_passes()
    {
        var expect = Pass with { Outcome = "clarify", Also = ["pass"], Placement = [new("a", ["n1"])] };

        Assert.True(Judge.Decide(Ring.Site, expect, "clarify", null).Success);
        Assert.True(Judge.Decide(Ring.Site, expect, "pass", Emit([Manifest("a", Pin("n1"))])).Success);
        Assert.True(Judge.Decide(Ring.Site, expect, "pass", Emit([Manifest("a", Pin("n2"))])).WrongPass);
    }

    [Fact]
    public void Admitted_nodes_must_be_allowed_and_there_must_be_some()
    {
        var expect = Pass with { Placement = [new("a", ["n1", "n3"])] };

        Good(expect, Emit([Manifest("a", Term(In(Jurisdiction, "In", "DE")))]));
        Bad("admitted to n2", expect, Emit([Manifest("a", Term(In(Jurisdiction, "In", "DE", "FR")))]));
        Bad("admitted nowhere", expect, Emit([Manifest("a", Term(In(Jurisdiction, "In", "IT")))]));
        Bad("no manifest", expect, Nothing);
    }

    [Fact]
    public void Requirements_are_read_as_kubernetes_reads_them()
    {
        Assert.Equal(["n1", "n3"], Admitted(Term(In(Jurisdiction, "NotIn", "FR"))));
        // Absent keys satisfy NotIn: only Exists closes that door.
        Assert.Equal(["n1", "n2", "n3"], Admitted(Term(In("continuum.node-restriction.kubernetes.io/operator", "NotIn", "evil"))));
        Assert.Equal([], Admitted(Term(In("continuum.node-restriction.kubernetes.io/operator", "NotIn", "evil"), In("continuum.node-restriction.kubernetes.io/operator", "Exists"))));
        Assert.Equal(["n1"], Admitted(Term(In("nvidia.com/gpu.memory", "Gt", "76293"))));
        Assert.Equal([], Admitted(Term(In("nvidia.com/gpu.memory", "Lt", "76293"))));
        Assert.Equal(["n2", "n3"], Admitted(Term(In("nvidia.com/gpu.product", "DoesNotExist"))));
        Assert.Equal(["n2"], Admitted(Term(In("continuum.node-restriction.kubernetes.io/tier", "In", "far-edge"))));
        Assert.Equal(["n2", "n3"], Admitted(Term(In("topology.kubernetes.io/zone", "In", "zb"))));
        Assert.Equal(["n2"], Admitted(Term(In("kubernetes.io/hostname", "In", "n2"))));
        Assert.Equal(["n1", "n2"], Admitted(Pin("n1", "n2")));
        Assert.Equal([], Admitted("[ {} ]"));
    }

    [Theory]
    [InlineData("""[ { "matchExpressions": [ { "key": "k", "operator": "In", "values": [] } ] } ]""")]
    [InlineData("""[ { "matchExpressions": [ { "key": "k", "operator": "Exists", "values": ["x"] } ] } ]""")]
    [InlineData("""[ { "matchExpressions": [ { "key": "k", "operator": "Gt", "values": ["x"] } ] } ]""")]
    [InlineData("""[ { "matchExpressions": [ { "key": "k", "operator": "Near", "values": ["x"] } ] } ]""")]
    [InlineData("""[ { "matchFields": [ { "key": "metadata.name", "operator": "In", "values": ["n1", "n2"] } ] } ]""")]
    [InlineData("""[ { "matchFields": [ { "key": "spec.x", "operator": "In", "values": ["n1"] } ] } ]""")]
    public void A_manifest_that_the_api_server_would_refuse_is_no_success(string terms) =>
        Bad("unreadable artefact", Pass, Emit([Manifest("a", terms)]));

    [Fact]
    public void A_manifest_must_be_for_what_it_names()
    {
        Bad("kind is 'StatefulSet'", Pass, Emit([Manifest("a", kind: "StatefulSet")]));
        Bad("which the site does not have", Pass, Emit([Manifest("a", @namespace: "other")]));
        Bad("two manifests", Pass, Emit([Manifest("a"), Manifest("a")]));
    }

    [Fact]
    public void A_service_must_be_where_it_may_and_hold_all_its_layers()
    {
        var expect = Pass with { Service = [new("llm", ["n1", "n3"])] };

        Good(expect, Emit(pipelines: [Pipeline("n1", ("n3", 0, 5), ("n1", 6, 11))]));
        Bad("admitted to n2", expect, Emit(pipelines: [Pipeline("n1", ("n2", 0, 11))]));
        Bad("admitted to n2", expect, Emit(pipelines: [Pipeline("n2", ("n1", 0, 11))]));
        Bad("no layout", expect, Nothing);
        Bad("holds 11 layers of 12", expect, Emit(pipelines: [Pipeline("n1", ("n1", 0, 10))]));
        Bad("where 6 comes next", expect, Emit(pipelines: [Pipeline("n1", ("n1", 0, 5), ("n3", 7, 11))]));
    }

    [Fact]
    public void The_baseline_is_the_shortest_way_and_counts_as_crossed()
    {
        var around = Pass with { Paths = [new("a", "b", ["s2"], [], null, null)] };

        Bad("crosses s2", around, Nothing);
        Good(around, Emit(flows: LongWay()));
    }

    [Fact]
    public void The_way_back_is_walked_too() =>
        Bad("n3 to n1 (icmp): crosses s2", Pass with { Paths = [new("a", "b", ["s2"], [], null, null)] }, Emit(flows: [LongWay()[0]]));

    [Fact]
    public void Every_class_of_packets_is_walked()
    {
        var expect = Pass with { Paths = [new("a", "b", ["s2"], [], null, null)] };

        Bad("icmp", expect, Emit(flows: LongWay("IP_PROTO=6")));
        Bad("udp", expect, Emit(flows: LongWay("IP_PROTO=6")));
        Bad("tcp", expect, Emit(flows: [.. LongWay(), Flow("s1", 2500, 1, "IPV4_SRC=n1", "IPV4_DST=n3", "IP_PROTO=6", "TCP_DST=7777")]));
    }

    [Fact]
    public void A_class_asks_its_own_packets_alone_with_the_port_reversed_on_the_way_back()
    {
        var expect = Pass with { Paths = [new("a", "b", ["s2"], [], null, new TrafficClass(IpProtocol.Tcp, 443))] };

        Good(expect, Emit(flows: LongWay("IP_PROTO=6", "TCP_DST=443")));
        Bad("crosses s2", expect, Emit(flows: LongWay("IP_PROTO=6", "TCP_DST=80")));
        Bad("n3 to n1", expect, Emit(flows: [LongWay("IP_PROTO=6", "TCP_DST=443")[0], Flow("s3", 2000, 2, "IPV4_SRC=n3", "IPV4_DST=n1", "IP_PROTO=6", "TCP_DST=443")]));
    }

    [Fact]
    public void Links_may_be_forbidden_from_either_end()
    {
        Bad("crosses s1<->s3", Pass with { Paths = [new("a", "b", ["s3<->s1"], [], null, null)] }, Emit(flows: LongWay()));
        Good(Pass with { Paths = [new("a", "b", ["s3<->s1"], [], null, null)] }, Nothing);
    }

    [Fact]
    public void Waypoints_are_passed_in_order_and_reversed_on_the_way_back()
    {
        Good(Pass with { Paths = [new("a", "b", [], ["s1", "s2"], null, null)] }, Nothing);
        Bad("not through s2, s1", Pass with { Paths = [new("a", "b", [], ["s2", "s1"], null, null)] }, Nothing);
        Bad("not through s2", Pass with { Paths = [new("a", "b", [], ["s2"], null, null)] }, Emit(flows: LongWay()));
    }

    [Fact]
    public void Latency_is_summed_one_way_and_unknown_latency_fails()
    {
        Good(Pass with { Paths = [new("a", "b", [], [], 2, null)] }, Nothing);
        Bad("takes 5 ms", Pass with { Paths = [new("a", "b", [], [], 2, null)] }, Emit(flows: LongWay()));
        var unknown = Ring.Site with { Links = [.. Ring.Site.Links.Select(l => l with { LatencyMs = null })] };
        Assert.Contains(Judge.Violations(unknown, Pass with { Paths = [new("a", "b", [], [], 9, null)] }, Nothing), v => v.Contains("latency is unknown", StringComparison.Ordinal));
    }

    [Fact]
    public void A_packet_that_loops_is_lost_or_misdelivered_does_not_arrive()
    {
        var expect = Pass with { Paths = [new("a", "b", [], [], null, null)] };

        Bad("loop at", expect, Emit(flows: [Flow("s1", 2000, 1, "IPV4_DST=n3"), Flow("s2", 2000, 2, "IPV4_DST=n3"), Flow("s3", 2000, 2, "IPV4_DST=n3")]));
        Bad("dropped at s2", expect, Emit(flows: Drop("n1", "n3")[1..2]));
        Bad("where nothing is", expect, Emit(flows: [Flow("s1", 2000, 77, "IPV4_DST=n3")]));
        Bad("delivered to n1", expect, Emit(flows: [Flow("s1", 2000, 11, "IN_PORT=1", "IPV4_SRC=n3", "IPV4_DST=n1"), Flow("s1", 2001, 11, "IPV4_SRC=n1", "IPV4_DST=n3")]), orSay: "sent back to its own port");
    }

    [Fact]
    public void Higher_priority_wins_and_equal_priority_must_agree()
    {
        var expect = Pass with { Paths = [new("a", "b", ["s2"], [], null, null)] };

        Good(expect, Emit(flows: [.. LongWay(), Flow("s1", 1999, 1, "IPV4_DST=n3")]));
        Bad("crosses s2", expect, Emit(flows: [.. LongWay(), Flow("s1", 2001, 1, "IPV4_DST=n3")]));
        Bad("act differently", expect, Emit(flows: [.. LongWay(), Flow("s1", 2000, 1, "IPV4_DST=n3")]));
    }

    [Fact]
    public void Every_pair_of_admitted_nodes_is_walked()
    {
        var expect = Pass with { Paths = [new("a", "b", ["s2"], [], null, null)] };

        Bad("n2 to n3", expect, Emit([Manifest("a", Pin("n1", "n2"))], LongWay()));
        Good(Pass with { Paths = [new("c", "a", [], [], 0, null)] }, Nothing);
        Bad("where nothing passes s1", Pass with { Paths = [new("c", "a", [], ["s1"], null, null)] }, Nothing);
    }

    [Fact]
    public void Isolated_pairs_are_dropped_both_ways()
    {
        var expect = Pass with { Isolated = [("a", "b")] };

        Bad("arrives at n3", expect, Nothing);
        Bad("b to a", expect, Emit(flows: Drop("n1", "n3"), pipelines: [Pipeline("n1", ("n1", 0, 11))]));
        Good(expect, Emit(flows: [.. Drop("n1", "n3"), .. Drop("n3", "n1")], pipelines: [Pipeline("n1", ("n1", 0, 11))]));
        Bad("arrives at n3", expect, Emit(flows: [.. Drop("n1", "n3"), .. Drop("n3", "n1"), Flow("s1", 3500, 2, "IPV4_DST=n3", "IP_PROTO=17", "UDP_DST=69"), Flow("s3", 3500, 13, "IPV4_DST=n3", "IP_PROTO=17", "UDP_DST=69")], pipelines: [Pipeline("n1", ("n1", 0, 11))]));
    }

    [Fact]
    public void One_way_isolation_leaves_the_other_way_open()
    {
        var expect = Pass with { Isolated = [("a", "b")], OneWay = true };
        var local = Pipeline("n1", ("n1", 0, 11));

        Good(expect, Emit(flows: Drop("n1", "n3"), pipelines: [local]));
        Bad("b to a", expect, Emit(flows: [.. Drop("n1", "n3"), .. Drop("n3", "n1")], pipelines: [local]));
    }

    [Fact]
    public void Isolation_on_one_node_needs_the_two_apart()
    {
        var expect = Pass with { Isolated = [("a", "c")] };
        var apart = Manifest("c", Pin("n1", "n2"), Pods("podAntiAffinity", "a"));
        JsonNode[] drops = [.. Drop("n1", "n2"), .. Drop("n2", "n1")];

        Bad("may both be on n1", expect, Nothing);
        Bad("may both be on n1", expect, Emit([Manifest("c", Pin("n1", "n2"))], drops));
        Good(expect, Emit([apart], drops));
    }

    [Fact]
    public void A_pipeline_that_is_cut_is_no_success()
    {
        Bad("pipeline of llm is cut", Pass, Emit(flows: Drop("n3", "n1")));
        Bad("llm-llm, n1 to n3", Pass with { Paths = [new("llm", "llm", ["s2"], [], null, null)] }, Nothing);
        Good(Pass with { Paths = [new("llm", "llm", ["s2"], [], null, null)] }, Emit(flows: LongWay()));
    }

    [Fact]
    public void Replicas_are_spread_by_a_required_term_over_enough_domains()
    {
        var expect = Pass with { Spread = [new("c", Topology.Zone)] };
        const string Zone = "topology.kubernetes.io/zone";
        const string Constraint = """ "topologySpreadConstraints": [ { "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "WHEN", "labelSelector": { "matchLabels": { "app": "c" } } } ], """;

        Good(expect, Emit([Manifest("c", affinity: Pods("podAntiAffinity", "c", Zone))]));
        Good(expect, Emit([Manifest("c", more: Constraint.Replace("WHEN", "DoNotSchedule", StringComparison.Ordinal))]));
        Bad("not required to spread", expect, Emit([Manifest("c", more: Constraint.Replace("WHEN", "ScheduleAnyway", StringComparison.Ordinal))]));
        Bad("not required to spread", expect, Emit([Manifest("c", affinity: Pods("podAntiAffinity", "c"))]));
        Bad("not required to spread", expect, Emit([Manifest("c", affinity: Pods("podAntiAffinity", "a", Zone))]));
        Bad("admitted to 1 domains", expect, Emit([Manifest("c", Pin("n2", "n3"), Pods("podAntiAffinity", "c", Zone))]));
        Bad("no manifest", expect, Nothing);
    }

    [Fact]
    public void Colocated_pods_can_be_nowhere_apart()
    {
        var expect = Pass with { Colocate = [["a", "c"]] };

        Good(expect, Emit([Manifest("a", affinity: Pods("podAffinity", "c")), Manifest("c", Pin("n1", "n2"))]));
        Good(expect, Nothing);
        Bad("may be on", expect, Emit([Manifest("a", Pin("n1", "n2")), Manifest("c", Pin("n1", "n2"))]));
        Bad("nowhere at the same time", expect, Emit([Manifest("a", Pin("n3"), Pods("podAffinity", "c"))]));
    }

    [Fact]
    public void Separated_pods_can_be_nowhere_together()
    {
        var expect = Pass with { Separate = [["a", "c"]] };

        Good(expect, Emit([Manifest("a", Pin("n1", "n2"), Pods("podAntiAffinity", "c"))]));
        Good(expect, Emit([Manifest("a", Pin("n2", "n3"))]));
        Bad("may both be on n1", expect, Emit([Manifest("a", Pin("n1", "n2"))]));
    }

    [Theory]
    [InlineData("deviceId", "\"of:000000000000ffff\"")]
    [InlineData("isPermanent", "false")]
    [InlineData("priority", "70000")]
    [InlineData("tableId", "1")]
    [InlineData("treatment", """{ "instructions": [ { "type": "GROUP", "groupId": 1 } ] }""")]
    [InlineData("selector", """{ "criteria": [ { "type": "IPV4_DST", "ip": "10.0.0.1/32" } ] }""")]
    [InlineData("selector", """{ "criteria": [ { "type": "ETH_TYPE", "ethType": "0x800" }, { "type": "TCP_DST", "tcpPort": 443 } ] }""")]
    [InlineData("selector", """{ "criteria": [ { "type": "ETH_TYPE", "ethType": "0x800" }, { "type": "IPV4_DST", "ip": "10.0.0.0/24" } ] }""")]
    [InlineData("selector", """{ "criteria": [ { "type": "ETH_TYPE", "ethType": "0x800" }, { "type": "VLAN_VID", "vlanId": 4 } ] }""")]
    public void A_flow_rule_that_is_not_as_agreed_is_no_success(string key, string value)
    {
        var rule = Flow("s1", 2000, null, "IPV4_DST=n2");
        rule[key] = JsonNode.Parse(value);

        Bad("unreadable artefact", Pass, Emit(flows: [rule]));
    }

    private static IEnumerable<string> Admitted(string terms) =>
        new Placements(Ring.Site, Emit([Manifest("a", terms)])).NodesOf("a").Select(n => n.Name);

    private static void Good(Expectation expect, Artefacts artefacts) => Assert.Empty(Judge.Violations(Ring.Site, expect, artefacts));

    private static void Bad(string says, Expectation expect, Artefacts artefacts, string? orSay = null)
    {
        var violations = Judge.Violations(Ring.Site, expect, artefacts);
        Assert.Contains(violations, v => v.Contains(says, StringComparison.Ordinal) || (orSay is not null && v.Contains(orSay, StringComparison.Ordinal)));
        Assert.True(Judge.Decide(Ring.Site, expect, "pass", artefacts).WrongPass);
    }
}

using System.Text.Json.Nodes;
using Continuum.Core.Sites;
using Continuum.Orchestration.Evaluation.Judging;

namespace Continuum.Orchestration.Tests.Evaluation;

/// <summary>
/// Three switches in a ring, one node each; s1-s3 is the long way (the baseline goes s1, s2, s3). And the artefacts
/// that tests put on it, spelt as JSON.
/// </summary>
internal static class Ring
{
    public static readonly Site Site = new()
    {
        Name = "ring",
        Nodes = [Node("n1", "s1", 1, "DE", "za"), Node("n2", "s2", 2, "FR", "zb"), Node("n3", "s3", 3, "DE", "zb")],
        Switches = [new Switch { Name = "s1", DatapathId = 1 }, new Switch { Name = "s2", DatapathId = 2 }, new Switch { Name = "s3", DatapathId = 0xab }],
        Links = [Link("s1", 1, "s2", 1, 1), Link("s2", 2, "s3", 1, 1), Link("s1", 2, "s3", 2, 5)],
        Workloads =
        [
            Workload("a", "n1"), Workload("b", "n3"), Workload("c", "n1") with { Replicas = 2 }, Workload("floating", null),
        ],
        Services = [new Service { Name = "llm", Model = "lab-llama", Head = "n1", Stages = [new Stage("n1", new(0, 5)), new Stage("n3", new(6, 11))] }],
    };

    public static Artefacts Nothing => Emit();

    public static Artefacts Emit(IEnumerable<JsonNode>? kubernetes = null, IEnumerable<JsonNode>? flows = null, IEnumerable<JsonNode>? pipelines = null) =>
        new(Copy(kubernetes), Copy(flows), Copy(pipelines));

    private static JsonArray Copy(IEnumerable<JsonNode>? nodes) => [.. (nodes ?? []).Select(n => n.DeepClone())];

    /// <summary>A manifest with a required node affinity; the other pieces are merged into the pod.s spec.</summary>
    public static JsonNode Manifest(string name, string terms = "[]", string affinity = "", string more = "", string kind = "Deployment", string @namespace = "default")
    {
        var nodes = terms == "[]" ? "" : $$"""
            "nodeAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": {{terms}} } }
            """;
        return JsonNode.Parse($$"""
            { "apiVersion": "apps/v1", "kind": "{{kind}}", "metadata": { "name": "{{name}}", "namespace": "{{@namespace}}" },
              "spec": { "template": { "spec": { {{more}} "affinity": { {{string.Join(", ", new[] { nodes, affinity }.Where(p => p.Length > 0))}} } } } } }
            """)!;
    }

    public static string In(string key, string op, params string[] values) => $$"""
        { "key": "{{key}}", "operator": "{{op}}"{{(values.Length == 0 ? "" : $", \"values\": [{string.Join(", ", values.Select(v => $"\"{v}\""))}]")}} }
        """;

    public static string Term(params string[] expressions) => $$"""[ { "matchExpressions": [ {{string.Join(", ", expressions)}} ] } ]""";

    public static string Pin(params string[] nodes) =>
        $"[ {string.Join(", ", nodes.Select(n => $$"""{ "matchFields": [ { "key": "metadata.name", "operator": "In", "values": ["{{n}}"] } ] }"""))} ]";

    /// <summary>A required pod (anti-)affinity with the pods labelled app=<paramref name="app"/>.</summary>
    public static string Pods(string kind, string app, string topologyKey = "kubernetes.io/hostname") => $$"""
        "{{kind}}": { "requiredDuringSchedulingIgnoredDuringExecution": [ { "topologyKey": "{{topologyKey}}", "labelSelector": { "matchLabels": { "app": "{{app}}" } } } ] }
        """;

    /// <summary>A flow rule; output null drops. Criteria are written "IN_PORT=1", "IPV4_SRC=n1", "TCP_DST=443".</summary>
    public static JsonNode Flow(string device, int priority, int? output, params string[] criteria)
    {
        var list = new JsonArray(new JsonObject { ["type"] = "ETH_TYPE", ["ethType"] = "0x800" });
        foreach (var parts in criteria.Select(c => c.Split('=')))
        {
            var (type, value) = (parts[0], parts[1]);
            if (type is "IPV4_SRC" or "IPV4_DST") list.Add(new JsonObject { ["type"] = type, ["ip"] = $"10.0.0.{value[1..]}/32" });
            else list.Add(new JsonObject { ["type"] = type, [type switch { "IN_PORT" => "port", "IP_PROTO" => "protocol", _ when type.StartsWith('T') => "tcpPort", _ => "udpPort" }] = int.Parse(value) });
        }

        return new JsonObject
        {
            ["deviceId"] = device switch { "s1" => "of:0000000000000001", "s2" => "of:0000000000000002", "s3" => "of:00000000000000ab", _ => device },
            ["priority"] = priority,
            ["isPermanent"] = true,
            ["selector"] = new JsonObject { ["criteria"] = list },
            ["treatment"] = new JsonObject { ["instructions"] = output is null ? [] : new JsonArray(new JsonObject { ["type"] = "OUTPUT", ["port"] = $"{output}" }) },
        };
    }

    /// <summary>Rules that take n1-n3 the long way, over s1-s3, in both directions.</summary>
    public static JsonNode[] LongWay(params string[] criteria) =>
    [
        Flow("s1", 2000, 2, ["IPV4_SRC=n1", "IPV4_DST=n3", .. criteria]),
        Flow("s3", 2000, 2, ["IPV4_SRC=n3", "IPV4_DST=n1", .. criteria.Select(c => c.Replace("_DST", "_SRC", StringComparison.Ordinal))]),
    ];

    /// <summary>Drops for a pair on every switch.</summary>
    public static JsonNode[] Drop(string from, string to) => [.. new[] { "s1", "s2", "s3" }.Select(s => Flow(s, 3000, null, $"IPV4_SRC={from}", $"IPV4_DST={to}"))];

    public static JsonNode Pipeline(string head, params (string Node, int First, int Last)[] stages) => new JsonObject
    {
        ["service"] = "llm",
        ["head"] = head,
        ["stages"] = new JsonArray([.. stages.Select(s => new JsonObject { ["node"] = s.Node, ["layers"] = new JsonArray(s.First, s.Last) })]),
    };

    private static Node Node(string name, string at, int index, string jurisdiction, string zone) => new()
    {
        Name = name,
        Tier = index == 2 ? Tier.FarEdge : Tier.Cloud,
        Labels = new Dictionary<string, string> { ["jurisdiction"] = jurisdiction, ["zone"] = zone },
        Capacity = new Capacity(8, 32),
        Gpus = index == 1 ? [new Gpu("A100-80GB", 2, 80, 312, 2039)] : [],
        Attach = new Attachment(at, 10 + index, new IPv4(0x0A000000u + (uint)index)),
    };

    private static Link Link(string a, int portA, string b, int portB, double ms) =>
        new() { A = new Port(a, portA), B = new Port(b, portB), LatencyMs = ms };

    private static Workload Workload(string name, string? node) => new() { Name = name, Node = node, Labels = new Dictionary<string, string> { ["app"] = name } };
}

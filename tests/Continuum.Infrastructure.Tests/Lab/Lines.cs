using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>Small sites to walk on.</summary>
internal static class Lines
{
    public static IPv4 Ip(int node) => IPv4.Parse($"10.0.0.{node}");

    /// <summary>
    /// s1 - s2 - s3 in a line, and s1 - s3 as a slower way. n1 at s1:10, n2 at s2:10, n3 at s3:10. Ports: s1:1-s2:1,
    /// s2:2-s3:1, s1:2-s3:2.
    /// </summary>
    public static Site Triangle() => new()
    {
        Name = "triangle",
        Nodes = [.. Enumerable.Range(1, 3).Select(i => new Node
        {
            Name = $"n{i}", Tier = Tier.Edge, Capacity = new Capacity(8, 16), Attach = new Attachment($"s{i}", 10, Ip(i)),
            Labels = new Dictionary<string, string> { ["jurisdiction"] = i == 3 ? "FR" : "DE", ["zone"] = $"z{i}" },
        })],
        Switches = [.. Enumerable.Range(1, 3).Select(i => new Switch { Name = $"s{i}", DatapathId = (ulong)i })],
        Links =
        [
            new Link { A = new Port("s1", 1), B = new Port("s2", 1), LatencyMs = 1, BandwidthMbps = 1000 },
            new Link { A = new Port("s2", 2), B = new Port("s3", 1), LatencyMs = 1, BandwidthMbps = 1000 },
            new Link { A = new Port("s1", 2), B = new Port("s3", 2), LatencyMs = 5, BandwidthMbps = 100 },
        ],
        Workloads =
        [
            new Workload { Name = "web", Node = "n1", Requests = new Capacity(2, 4), Labels = new Dictionary<string, string> { ["app"] = "web" } },
            new Workload { Name = "db", Kind = "StatefulSet", Node = "n2", Requests = new Capacity(2, 4), Labels = new Dictionary<string, string> { ["app"] = "db" } },
            new Workload { Name = "agent", Kind = "DaemonSet", Node = "n1" },
            new Workload { Name = "unplaced", Requests = new Capacity(1, 1) },
        ],
        Services = [new Service { Name = "llm", Model = "lab-llama", Head = "n1", Stages = [new Stage("n1", new LayerRange(0, 5)), new Stage("n2", new LayerRange(6, 11))] }],
    };
}

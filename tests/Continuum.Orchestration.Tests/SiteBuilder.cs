using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests;

/// <summary>Sites in few lines: links get the next free port of each switch, nodes ports from 101.</summary>
internal sealed class SiteBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly List<Switch> _switches = [];
    private readonly List<Link> _links = [];
    private readonly List<Workload> _workloads = [];
    private readonly List<Service> _services = [];
    private readonly Dictionary<string, int> _ports = [];

    public SiteBuilder Switch(string name, string labels = "")
    {
        _switches.Add(new Switch { Name = name, DatapathId = (ulong)_switches.Count + 1, Labels = Labels(labels) });
        return this;
    }

    public SiteBuilder Link(string a, string b, double? ms = 1, string labels = "")
    {
        _links.Add(new Link { A = new Port(a, NextPort(a)), B = new Port(b, NextPort(b)), LatencyMs = ms, BandwidthMbps = 1000, Labels = Labels(labels) });
        return this;
    }

    public SiteBuilder Node(string name, string? at = null, string labels = "", Tier tier = Tier.Edge, double cpu = 16, double memory = 64, Gpu? gpu = null)
    {
        var number = _nodes.Count + 1;
        _nodes.Add(new Node
        {
            Name = name,
            Tier = tier,
            Labels = Labels(labels),
            Capacity = new Capacity(cpu, memory),
            Gpus = gpu is null ? [] : [gpu],
            Attach = at is null ? null : new Attachment(at, 100 + number, new IPv4(0x0A000000u + (uint)number)),
        });
        return this;
    }

    public SiteBuilder Workload(string name, string? node = null, string labels = "", int replicas = 1, double cpu = 1, double memory = 1, string space = "default")
    {
        _workloads.Add(new Workload { Name = name, Namespace = space, Labels = Labels(labels.Length == 0 ? $"app={name}" : labels), Replicas = replicas, Requests = new Capacity(cpu, memory), Node = node });
        return this;
    }

    public SiteBuilder Service(string name, string labels, string head, params (string Node, int First, int Last)[] stages)
    {
        _services.Add(new Service { Name = name, Model = "lab-llama", Labels = Labels(labels), Head = head, Stages = [.. stages.Select(s => new Stage(s.Node, new LayerRange(s.First, s.Last)))] });
        return this;
    }

    public Site Build() => new() { Name = "test", Nodes = [.. _nodes], Switches = [.. _switches], Links = [.. _links], Workloads = [.. _workloads], Services = [.. _services] };

    private int NextPort(string name) => _ports[name] = _ports.GetValueOrDefault(name) + 1;

    private static Dictionary<string, string> Labels(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
}

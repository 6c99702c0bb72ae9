using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Tests.Runtime.Support;

/// <summary>Random small fabrics, and random rules on them in the shape that plans have.</summary>
internal sealed class RandomFabric
{
    private readonly Random random;

    public RandomFabric(int seed)
    {
        random = new Random(seed);
        Site = MakeSite();
        Baseline = MakeBaseline(Site);
    }

    public Site Site { get; }

    public IReadOnlyList<FlowRule> Baseline { get; }

    public static readonly TrafficClass?[] Classes =
        [null, new(IpProtocol.Tcp, null), new(IpProtocol.Tcp, 443), new(IpProtocol.Udp, 53), new(IpProtocol.Icmp, null)];

    /// <summary>Packets that tell every class of <see cref="Classes"/> apart, in both roles of the port.</summary>
    public static IEnumerable<Packet> Packets(Node from, Node to)
    {
        var (s, d) = (from.Attach!.Ip, to.Attach!.Ip);
        yield return new Packet(s, d, IpProtocol.Icmp, null, null);
        foreach (var protocol in new[] { IpProtocol.Tcp, IpProtocol.Udp })
        {
            foreach (var source in new[] { 40000, 443, 53 })
            {
                foreach (var destination in new[] { 50000, 443, 53 }) yield return new Packet(s, d, protocol, source, destination);
            }
        }
    }

    public IEnumerable<(Node From, Node To)> Pairs() => Site.Nodes.SelectMany(_ => Site.Nodes, (a, b) => (a, b)).Where(p => p.a.Name != p.b.Name);

    /// <summary>A random plan: some pairs get ways of their own for some classes, some are isolated.</summary>
    public IReadOnlyList<FlowRule> Plan(IReadOnlyList<FlowRule>? like = null)
    {
        var rules = new Dictionary<(ulong, int, FlowMatch), FlowRule>();
        if (like is not null && random.Next(2) == 0)
        {
            foreach (var rule in like) rules[(rule.DatapathId, rule.Priority, rule.Match)] = rule;
        }

        for (var i = 0; i < Site.Nodes.Count; i++)
        {
            for (var j = i + 1; j < Site.Nodes.Count; j++)
            {
                if (random.Next(3) == 0) continue;
                var (a, b) = (Site.Nodes[i], Site.Nodes[j]);
                foreach (var traffic in Classes.Where(_ => random.Next(3) == 0)) Protect(a, b, traffic, rules);
            }
        }

        return [.. rules.Values];
    }

    private void Protect(Node a, Node b, TrafficClass? traffic, Dictionary<(ulong, int, FlowMatch), FlowRule> rules)
    {
        var cookie = (ulong)random.Next(1, 4);
        var isolate = random.Next(6) == 0;
        var way = RandomWay(a.Attach!.Switch, b.Attach!.Switch);
        foreach (var back in new[] { false, true })
        {
            var (from, to) = back ? (b, a) : (a, b);
            var match = new FlowMatch
            {
                Source = from.Attach!.Ip,
                Destination = to.Attach!.Ip,
                Protocol = traffic?.Protocol,
                SourcePort = back ? traffic?.Port : null,
                DestinationPort = back ? null : traffic?.Port,
            };
            var band = match switch { { Protocol: null } => 0, { SourcePort: null, DestinationPort: null } => 1, { SourcePort: not null } => 2, _ => 3 };
            var floor = FlowPriority.PlanFloor + 10 * band;
            foreach (var at in Site.Switches) Put(new FlowRule { DatapathId = at.DatapathId, Priority = isolate ? FlowPriority.PlanFloor + 100 : floor, Match = match, Cookie = cookie });
            if (isolate) continue;
            var hops = back ? way.AsEnumerable().Reverse().ToList() : way;
            var inPort = from.Attach.Port;
            for (var h = 0; h < hops.Count; h++)
            {
                var at = Site.FindSwitch(hops[h])!;
                var (output, next) = h + 1 < hops.Count ? Ports(hops[h], hops[h + 1]) : (to.Attach.Port, 0);
                Put(new FlowRule { DatapathId = at.DatapathId, Priority = floor + 5, Match = match with { InPort = inPort }, Output = output, Cookie = cookie });
                inPort = next;
            }
        }

        void Put(FlowRule rule) => rules[(rule.DatapathId, rule.Priority, rule.Match)] = rule;
    }

    private (int Out, int In) Ports(string from, string to)
    {
        var link = Site.Links.First(l => (l.A.Switch == from && l.B.Switch == to) || (l.B.Switch == from && l.A.Switch == to));
        return link.A.Switch == from ? (link.A.Number, link.B.Number) : (link.B.Number, link.A.Number);
    }

    private List<string> RandomWay(string from, string to)
    {
        var way = new List<string>();
        return Extend(from) ? way : throw new InvalidOperationException("The graph is connected.");

        bool Extend(string at)
        {
            way.Add(at);
            if (at == to) return true;
            foreach (var next in Neighbours(at).Where(n => !way.Contains(n)).OrderBy(_ => random.Next()))
            {
                if (Extend(next)) return true;
            }

            way.RemoveAt(way.Count - 1);
            return false;
        }
    }

    private IEnumerable<string> Neighbours(string at) =>
        Site.Links.Where(l => l.A.Switch == at).Select(l => l.B.Switch).Concat(Site.Links.Where(l => l.B.Switch == at).Select(l => l.A.Switch));

    private Site MakeSite()
    {
        var count = random.Next(3, 8);
        var ports = new int[count];
        var links = new List<Link>();
        for (var i = 1; i < count; i++) Connect(random.Next(i), i);
        for (var extra = random.Next(count); extra > 0; extra--)
        {
            var (a, b) = (random.Next(count), random.Next(count));
            if (a != b && !links.Any(l => (l.A.Switch == $"s{a}" && l.B.Switch == $"s{b}") || (l.A.Switch == $"s{b}" && l.B.Switch == $"s{a}"))) Connect(a, b);
        }

        List<Node> nodes = [];
        for (var i = 0; i < random.Next(2, 5); i++)
        {
            var at = random.Next(count);
            nodes.Add(new Node
            {
                Name = $"n{i}",
                Tier = Tier.Edge,
                Capacity = new Capacity(8, 32),
                Attach = new Attachment($"s{at}", ++ports[at], IPv4.Parse($"10.0.0.{i + 1}")),
            });
        }

        return new Site
        {
            Name = "random",
            Switches = [.. Enumerable.Range(0, count).Select(i => new Switch { Name = $"s{i}", DatapathId = (ulong)i + 1 })],
            Links = links,
            Nodes = nodes,
            Workloads = [.. nodes.Select((n, i) => new Workload { Name = $"w{i}", Node = n.Name })],
        };

        void Connect(int a, int b) =>
            links.Add(new Link { A = new Port($"s{a}", ++ports[a]), B = new Port($"s{b}", ++ports[b]), LatencyMs = random.Next(1, 9) });
    }

    public static IReadOnlyList<FlowRule> MakeBaseline(Site site)
    {
        var rules = new List<FlowRule>();
        foreach (var node in site.Nodes.Where(n => n.Attach is not null))
        {
            var attach = node.Attach!;
            var reached = new HashSet<string> { attach.Switch };
            var queue = new Queue<string>([attach.Switch]);
            rules.Add(Rule(attach.Switch, attach.Port));
            while (queue.TryDequeue(out var at))
            {
                foreach (var link in site.Links.Where(l => l.Up && (l.A.Switch == at || l.B.Switch == at)))
                {
                    var other = link.A.Switch == at ? link.B : link.A;
                    if (!reached.Add(other.Switch)) continue;
                    rules.Add(Rule(other.Switch, other.Number));
                    queue.Enqueue(other.Switch);
                }
            }

            FlowRule Rule(string at, int port) => new()
            {
                DatapathId = site.FindSwitch(at)!.DatapathId,
                Priority = FlowPriority.Baseline,
                Match = new FlowMatch { Destination = attach.Ip },
                Output = port,
            };
        }

        return rules;
    }
}

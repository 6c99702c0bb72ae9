using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Tests.Properties;

/// <summary>A packet of the oracle. Ports are 0 where the protocol has none.</summary>
internal readonly record struct TestPacket(IPv4 From, IPv4 To, int Protocol, int FromPort, int ToPort);

/// <summary>What the oracle saw.</summary>
internal sealed record TestWalk(List<string> Switches, List<Link> Links, string? Reached);

/// <summary>
/// Walks packets one by one over a plan's rules and a baseline of its own. Shares no code with compiler and verifier: it
/// scans whole tables, finds shortest ways by relaxation to a fixed point, and knows of no index or class.
/// </summary>
internal sealed class PacketOracle
{
    private readonly Site _site;
    private readonly IReadOnlyList<FlowRule> _rules;
    private readonly Dictionary<(string Switch, IPv4 To), int> _baseline;

    /// <param name="site">The site that packets cross.</param>
    /// <param name="rules">Rules of the plan.</param>
    /// <param name="baselineOf">The site on which the baseline was computed.</param>
    public PacketOracle(Site site, IReadOnlyList<FlowRule> rules, Site baselineOf)
    {
        _site = site;
        _rules = rules;
        _baseline = BaselineOf(baselineOf);
    }

    public TestWalk Send(Node from, TestPacket packet)
    {
        var walk = new TestWalk([], [], null);
        var (at, port) = (from.Attach!.Switch, from.Attach.Port);
        for (var steps = 0; steps < 200; steps++)
        {
            var here = _site.Switches.Single(s => s.Name == at);
            if (!here.Up) return walk;
            walk.Switches.Add(at);
            var winners = _rules.Where(r => r.DatapathId == here.DatapathId && Takes(r.Match, packet, port)).ToList();
            var best = winners.Count == 0 ? null : winners.MaxBy(r => r.Priority);
            if (best is not null) Assert.All(winners.Where(w => w.Priority == best.Priority), w => Assert.Equal(best.Output, w.Output));
            var output = best is null ? (_baseline.TryGetValue((at, packet.To), out var known) ? known : (int?)null) : best.Output;
            if (output is null || output == port) return walk;
            if (_site.Nodes.FirstOrDefault(n => n.Attach is { } a && a.Switch == at && a.Port == output) is { } node) return walk with { Reached = node.Name };
            if (_site.Links.FirstOrDefault(l => (l.A.Switch == at && l.A.Number == output) || (l.B.Switch == at && l.B.Number == output)) is not { Up: true } link) return walk;
            walk.Links.Add(link);
            var far = link.A.Switch == at && link.A.Number == output ? link.B : link.A;
            (at, port) = (far.Switch, far.Number);
        }

        Assert.Fail($"packet {packet} loops: {string.Join(' ', walk.Switches.Take(20))}");
        return walk;
    }

    private static bool Takes(FlowMatch match, TestPacket packet, int port) =>
        (match.InPort is null || match.InPort == port)
        && (match.Source is null || match.Source.Value == packet.From)
        && (match.Destination is null || match.Destination.Value == packet.To)
        && (match.Protocol is null || (int)match.Protocol.Value == packet.Protocol)
        && (match.SourcePort is null || match.SourcePort == packet.FromPort)
        && (match.DestinationPort is null || match.DestinationPort == packet.ToPort);

    private static Dictionary<(string, IPv4), int> BaselineOf(Site site)
    {
        var result = new Dictionary<(string, IPv4), int>();
        foreach (var node in site.Nodes.Where(n => n.Attach is not null))
        {
            var home = site.Switches.Single(s => s.Name == node.Attach!.Switch);
            if (!home.Up) continue;
            // Latency first; links of 0 ms count as a step, so that every choice goes down.
            var cost = new Dictionary<string, (decimal Ms, int Free)> { [home.Name] = (0, 0) };
            for (var changed = true; changed;)
            {
                changed = false;
                foreach (var (at, _, far, ms) in Ends(site))
                {
                    if (!cost.TryGetValue(far, out var rest)) continue;
                    var via = (rest.Ms + ms, rest.Free + (ms == 0 ? 1 : 0));
                    if (cost.TryGetValue(at, out var known) && known.CompareTo(via) <= 0) continue;
                    cost[at] = via;
                    changed = true;
                }
            }

            result[(home.Name, node.Attach!.Ip)] = node.Attach.Port;
            foreach (var at in cost.Keys.Where(k => k != home.Name))
            {
                result[(at, node.Attach.Ip)] = Ends(site)
                    .Where(e => e.At == at && cost.TryGetValue(e.Far, out var rest) && (rest.Ms + e.Ms, rest.Free + (e.Ms == 0 ? 1 : 0)) == cost[at])
                    .Min(e => e.Port);
            }
        }

        return result;
    }

    private static IEnumerable<(string At, int Port, string Far, decimal Ms)> Ends(Site site)
    {
        bool IsUp(string name) => site.Switches.Single(s => s.Name == name).Up;
        foreach (var link in site.Links.Where(l => l.Up && IsUp(l.A.Switch) && IsUp(l.B.Switch)))
        {
            yield return (link.A.Switch, link.A.Number, link.B.Switch, (decimal)(link.LatencyMs ?? 1));
            yield return (link.B.Switch, link.B.Number, link.A.Switch, (decimal)(link.LatencyMs ?? 1));
        }
    }

    /// <summary>Packets of a class in both roles, and answers to them.</summary>
    public static IEnumerable<(TestPacket Packet, bool Back)> Samples(Node x, Node y, TrafficClass? traffic)
    {
        var (a, b) = (x.Attach!.Ip, y.Attach!.Ip);
        foreach (var protocol in traffic is null ? [1, 6, 17, 47] : new[] { (int)traffic.Protocol })
        {
            int[] ports = protocol is 6 or 17 ? [80, 443, 50001] : [0];
            foreach (var far in traffic?.Port is { } port ? [port] : ports)
            {
                foreach (var near in ports)
                {
                    yield return (new TestPacket(a, b, protocol, near, far), false);
                    yield return (new TestPacket(b, a, protocol, far, near), true);
                }
            }
        }
    }
}

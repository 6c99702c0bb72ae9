using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Continuum.Infrastructure.Tests.Lab;

/// <summary>The driver's walk against one written again from the standard, over random fabrics and random rules.</summary>
public sealed class WalkProperties
{
    [Property(MaxTest = 300)]
    public async Task<bool> Every_packet_goes_where_an_independent_walk_says(int seed)
    {
        var random = new Random(seed);
        var site = Fabric(random);
        await using var bench = new LabBench(site);
        var rules = Rules(random, site);
        var oldest = (await bench.Fabric.ReadAsync(default)).Entries.Select(e => e.Rule).ToList();
        foreach (var rule in rules) await bench.Fabric.ApplyAsync(new FabricChange([rule], []), default);
        foreach (var gone in rules.Where((_, i) => i % 4 == 3)) await bench.Fabric.ApplyAsync(new FabricChange([], [gone]), default);

        // A plain list, oldest first: what is replaced goes to its end, as a removal and an addition.
        var tables = new List<FlowRule>(oldest);
        foreach (var rule in rules)
        {
            if (tables.Contains(rule)) continue;
            tables.RemoveAll(r => Same(r, rule));
            tables.Add(rule);
        }

        foreach (var gone in rules.Where((_, i) => i % 4 == 3)) tables.RemoveAll(r => Same(r, gone));
        foreach (var from in site.Nodes)
        {
            foreach (var to in site.Nodes.Where(n => n != from))
            {
                foreach (var port in (int[])[80, 443])
                {
                    var packet = new Packet(from.Attach!.Ip, to.Attach!.Ip, IpProtocol.Tcp, 40000, port);
                    var walk = await bench.Fabric.WalkAsync(packet, default);
                    var (hops, delivered) = Oracle(site, tables, packet);
                    if (!walk.Hops.SequenceEqual(hops) || walk.DeliveredTo != delivered) return false;
                }
            }
        }

        return true;
    }

    private static bool Same(FlowRule a, FlowRule b) => a.DatapathId == b.DatapathId && a.Priority == b.Priority && a.Match == b.Match;

    private static (List<string> Hops, string? Delivered) Oracle(Site site, List<FlowRule> tables, Packet packet)
    {
        var hops = new List<string>();
        var start = site.Nodes.First(n => n.Attach!.Ip == packet.Source).Attach!;
        var (at, port) = (start.Switch, start.Port);
        // More steps than there are ports means that the packet goes round.
        for (var step = 0; ; step++)
        {
            hops.Add(at);
            if (step > 0 && hops.Count > 200) return (CutAtLoop(site, tables, packet), null);
            var dpid = site.Switches.First(s => s.Name == at).DatapathId;
            FlowRule? best = null;
            foreach (var rule in tables)
            {
                var m = rule.Match;
                if (rule.DatapathId != dpid || (best is not null && rule.Priority <= best.Priority)) continue;
                if (m.InPort is not null && m.InPort != port) continue;
                if (m.Source is not null && m.Source != packet.Source) continue;
                if (m.Destination is not null && m.Destination != packet.Destination) continue;
                if (m.Protocol is not null && m.Protocol != packet.Protocol) continue;
                if (m.DestinationPort is not null && m.DestinationPort != packet.DestinationPort) continue;
                best = rule;
            }

            if (best?.Output is not { } output || output == port) return (hops, null);
            if (site.Nodes.FirstOrDefault(n => n.Attach!.Switch == at && n.Attach.Port == output) is { } node) return (hops, node.Name);
            var link = site.Links.FirstOrDefault(l => l.A == new Port(at, output) || l.B == new Port(at, output));
            if (link is null || !link.Up) return (hops, null);
            var next = link.A == new Port(at, output) ? link.B : link.A;
            (at, port) = (next.Switch, next.Number);
        }
    }

    // The driver ends a loop where it comes to a port for the second time.
    private static List<string> CutAtLoop(Site site, List<FlowRule> tables, Packet packet)
    {
        var seen = new HashSet<(string, int)>();
        var hops = new List<string>();
        var start = site.Nodes.First(n => n.Attach!.Ip == packet.Source).Attach!;
        var (at, port) = (start.Switch, start.Port);
        while (true)
        {
            hops.Add(at);
            if (!seen.Add((at, port))) return hops;
            var dpid = site.Switches.First(s => s.Name == at).DatapathId;
            var rule = tables.Where(r => r.DatapathId == dpid
                    && (r.Match.InPort ?? port) == port && (r.Match.Source ?? packet.Source) == packet.Source
                    && (r.Match.Destination ?? packet.Destination) == packet.Destination && (r.Match.Protocol ?? packet.Protocol) == packet.Protocol
                    && (r.Match.DestinationPort ?? packet.DestinationPort) == packet.DestinationPort)
                .Select((r, i) => (r, i)).OrderByDescending(p => p.r.Priority).ThenBy(p => p.i).First().r;
            var link = site.Links.First(l => l.A == new Port(at, rule.Output!.Value) || l.B == new Port(at, rule.Output!.Value));
            var next = link.A == new Port(at, rule.Output!.Value) ? link.B : link.A;
            (at, port) = (next.Switch, next.Number);
        }
    }

    private static Site Fabric(Random random)
    {
        var switches = random.Next(2, 6);
        var ports = new int[switches];
        var links = new List<Link>();
        for (var i = 1; i < switches; i++) Join(random.Next(i), i);
        for (var extra = random.Next(0, 4); extra > 0; extra--)
        {
            var (a, b) = (random.Next(switches), random.Next(switches));
            if (a != b) Join(a, b);
        }

        return new Site
        {
            Name = "random",
            Switches = [.. Enumerable.Range(0, switches).Select(i => new Switch { Name = $"s{i}", DatapathId = (ulong)(i + 1) })],
            Links = links,
            Nodes = [.. Enumerable.Range(0, random.Next(2, 6)).Select(i => new Node
            {
                Name = $"n{i}", Tier = Tier.Edge, Capacity = new Capacity(1, 1), Attach = new Attachment($"s{random.Next(switches)}", 20 + i, Lines.Ip(i + 1)),
            })],
        };

        void Join(int a, int b) => links.Add(new Link
        {
            A = new Port($"s{a}", ++ports[a]),
            B = new Port($"s{b}", ++ports[b]),
            LatencyMs = random.Next(1, 5),
            Up = random.Next(8) > 0,
        });
    }

    private static List<FlowRule> Rules(Random random, Site site) =>
    [
        .. Enumerable.Range(0, random.Next(0, 25)).Select(_ => new FlowRule
        {
            DatapathId = (ulong)random.Next(1, site.Switches.Count + 1),
            Priority = 1000 + random.Next(3),
            Match = new FlowMatch
            {
                InPort = random.Next(3) == 0 ? random.Next(1, 5) : null,
                Source = random.Next(2) == 0 ? Lines.Ip(random.Next(1, 6)) : null,
                Destination = random.Next(3) > 0 ? Lines.Ip(random.Next(1, 6)) : null,
                Protocol = IpProtocol.Tcp,
                DestinationPort = random.Next(2) == 0 ? 443 : null,
            },
            Output = random.Next(5) == 0 ? null : random.Next(6) == 0 ? 20 + random.Next(5) : random.Next(1, 5),
        }),
    ];
}

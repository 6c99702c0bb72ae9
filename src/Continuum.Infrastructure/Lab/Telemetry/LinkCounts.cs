using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Telemetry;

/// <summary>
/// Sends the traffic of a while over the tables as they are: counters move on the rules that take it, and links carry what
/// really crosses them. Under the world's lock.
/// </summary>
internal sealed class LinkCounts
{
    private const int PacketBytes = 900;
    private const int AnswerBytes = 300;

    private readonly double[] aToB;
    private readonly double[] bToA;

    private LinkCounts(int links)
    {
        aToB = new double[links];
        bToA = new double[links];
    }

    /// <summary>Mbit/s that nodes sent and received, by name.</summary>
    public Dictionary<string, double> NodeMbps { get; } = new(StringComparer.Ordinal);

    public static LinkCounts Send(LabWorld world, IReadOnlyList<LabFlow> flows, int seed, long tick, double seconds)
    {
        var counts = new LinkCounts(world.Site.Links.Count);
        foreach (var flow in flows)
        {
            if (world.Map.FindNode(flow.From)?.Attach is not { } from || world.Map.FindNode(flow.To)?.Attach is not { } to) continue;
            var rate = flow.Mbps * (0.2 + 0.8 * Noise.Wave(seed, flow.Name, tick));
            var there = counts.Walk(world, new Packet(from.Ip, to.Ip, flow.Protocol, flow.ClientPort, flow.Port), rate, PacketBytes, seconds);
            // Nobody answers what has not arrived.
            if (there.DeliveredTo != flow.To) continue;
            counts.Walk(world, new Packet(to.Ip, from.Ip, flow.Protocol, flow.Port, flow.ClientPort), rate * flow.AnswerShare, AnswerBytes, seconds);
            counts.NodeMbps[flow.From] = counts.NodeMbps.GetValueOrDefault(flow.From) + rate;
            counts.NodeMbps[flow.To] = counts.NodeMbps.GetValueOrDefault(flow.To) + rate;
        }

        return counts;
    }

    /// <summary>The links; one that is down carries nothing, and says that it is down.</summary>
    public IReadOnlyList<LinkSample> Samples(FabricMap map) =>
    [
        .. map.Site.Links.Select((l, i) =>
        {
            var up = l.Up && map.SwitchNamed(l.A.Switch).Up && map.SwitchNamed(l.B.Switch).Up;
            return new LinkSample(l.A.ToString(), l.B.ToString(), Capped(aToB[i], l), Capped(bToA[i], l), up);
        }),
    ];

    private static double Capped(double mbps, Link link) => Math.Round(Math.Min(mbps, link.BandwidthMbps ?? double.MaxValue), 3);

    private TableWalk Walk(LabWorld world, Packet packet, double mbps, int packetBytes, double seconds)
    {
        var walk = TableWalk.Run(world.Map, world.Fabric.ByIndex, packet);
        var bytes = (long)(mbps * 125_000 * seconds);
        var packets = (bytes + packetBytes - 1) / packetBytes;
        foreach (var entry in walk.Entries)
        {
            entry.Bytes += bytes;
            entry.Packets += packets;
        }

        foreach (var crossing in walk.Crossings) (crossing.AToB ? aToB : bToA)[crossing.Link] += mbps;
        return walk;
    }
}

using Continuum.Core.Pipelines;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Serving;

/// <summary>The way of a pipeline's data between two nodes, as the tables really send it. Under the world's lock.</summary>
internal static class TransferPaths
{
    /// <summary>TCP port on which stages listen in the lab.</summary>
    public const int StagePort = 7100;

    private const double LocalMbps = 100_000;
    private const double UnknownMbps = 1_000;

    /// <summary>The path, or null and why there is none.</summary>
    public static (TransferPath? Path, string Why) Find(LabWorld world, string from, string to)
    {
        if (from == to) return (new TransferPath(0, LocalMbps), "");
        if (world.Map.FindNode(from)?.Attach is not { } a) return (null, $"{from} has no network");
        if (world.Map.FindNode(to)?.Attach is not { } b) return (null, $"{to} has no network");
        var walk = TableWalk.Run(world.Map, world.Fabric.ByIndex, new Packet(a.Ip, b.Ip, IpProtocol.Tcp, 41000, StagePort));
        if (walk.DeliveredTo != to) return (null, $"nothing gets from {from} to {to}: {walk.End}");
        var links = walk.Crossings.Select(c => world.Site.Links[c.Link]).ToList();
        return (new TransferPath(links.Sum(l => l.LatencyMs ?? 1), links.Count == 0 ? LocalMbps : links.Min(l => l.BandwidthMbps ?? UnknownMbps)), "");
    }

    /// <summary>Pairs of nodes that a layout sends between: head, stages in order, and back.</summary>
    public static IEnumerable<(string From, string To)> Of(string head, IReadOnlyList<Stage> stages)
    {
        var previous = head;
        foreach (var stage in stages)
        {
            yield return (previous, stage.Node);
            previous = stage.Node;
        }

        yield return (previous, head);
    }
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>Judges that no plan cuts a pipeline: what head and stages send each other arrives, where it could before.</summary>
internal sealed class TransferJudge(Site site, Placements placements, Fabric fabric)
{
    public IEnumerable<string> Violations()
    {
        var before = new Fabric(site, new Artefacts([], [], []));
        foreach (var service in site.Services)
        {
            foreach (var (from, to) in TransfersOf(service.Name, site, placements))
            {
                if (site.Nodes.FirstOrDefault(n => n.Name == from) is not { } sender || site.Nodes.FirstOrDefault(n => n.Name == to) is not { } receiver) continue;
                var packet = PacketClasses.Between(sender.Attach?.Ip ?? default, receiver.Attach?.Ip ?? default, new TrafficClass(IpProtocol.Tcp, 50_051), fabric.Ports).First();
                if (before.Send(sender, packet).DeliveredTo != to) continue;
                var walk = fabric.Send(sender, packet);
                if (walk.DeliveredTo != to) yield return $"the pipeline of {service.Name} is cut: {from} to {to}, {walk.End}";
            }
        }
    }

    /// <summary>Pairs of nodes between which the pipeline of a service sends.</summary>
    public static IEnumerable<(string From, string To)> TransfersOf(string service, Site site, Placements placements)
    {
        if (placements.LayoutOf(service) is { } layout) return layout.Transfers();
        var standing = site.Services.First(s => s.Name == service);
        return new Layout(service, standing.Head, [.. standing.Stages.Select(s => s.Node)], 0).Transfers();
    }
}

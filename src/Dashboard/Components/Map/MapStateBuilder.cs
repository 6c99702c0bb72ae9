using System.Globalization;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Dashboard.Components.Map;

/// <summary>Reads what moves out of the inventory and the newest figures.</summary>
internal sealed class MapStateBuilder(MapScene scene, Site site, TelemetryFrame frame, IReadOnlySet<string> drifting, IReadOnlySet<string> moving)
{
    private readonly Dictionary<string, Node> nodes = site.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, NodeSample> samples = Index(frame.Nodes, s => s.Node);
    private readonly Dictionary<string, LinkSample> links = Index(frame.Links, s => s.A);
    private readonly Dictionary<string, Link> linksByPort = Index(site.Links, l => l.A.ToString());
    private readonly HashSet<string> switchesDown = [.. site.Switches.Where(s => !s.Up).Select(s => s.Name)];
    private readonly ILookup<string, string> holdings = NodeHoldings.Of(site);

    public MapState Build() => new(
        scene.Cards.ToDictionary(c => c.Id, Card, StringComparer.Ordinal),
        scene.Links.ToDictionary(l => l.Id, LinkOf, StringComparer.Ordinal),
        scene.Switches.ToDictionary(s => s.Id, SwitchOf, StringComparer.Ordinal));

    private CardState Card(MapCard card)
    {
        var members = card.Members.Select(m => nodes[m]).ToList();
        var gpu = members.Any(m => m.Gpus.Count > 0);
        var busy = members.Select(m => samples.GetValueOrDefault(m.Name)).Select(s => m(s)).OfType<double>().ToList();
        var (meaning, word) = Meaning(members);
        return new CardState(Detail(members), busy.Count == 0 ? null : (int)Math.Round(busy.Average() * 100), meaning, word, gpu ? "GPU" : "CPU");

        double? m(NodeSample? sample) => gpu ? sample?.GpuBusy : sample?.CpuBusy;
    }

    private (string? Meaning, string? Word) Meaning(List<Node> members)
    {
        var down = members.Count(n => !n.Ready);
        if (down > 0) return ("violated", members.Count == 1 ? "down" : $"{down} down");
        if (members.Any(n => drifting.Contains(n.Name))) return ("violated", "drift");
        if (members.Any(n => moving.Contains(n.Name))) return ("moving", "moving");
        var drained = members.Count(n => !n.Schedulable);
        return drained > 0 ? ("warning", members.Count == 1 ? "drained" : $"{drained} drained") : (null, null);
    }

    private string Detail(List<Node> members)
    {
        if (members.Count > 1) return string.Create(CultureInfo.InvariantCulture, $"{members.Sum(n => holdings[n.Name].Count())} placed");
        var held = holdings[members[0].Name].ToList();
        var text = held.Count == 0 ? "nothing placed" : string.Join(", ", held);
        // The product's short name: the whole of it stands beside the map.
        return members[0].Gpus.Count > 0 ? $"{members[0].Gpus[0].Model.Split('-', ' ')[0]}, {text}" : text;
    }

    private LinkState LinkOf(MapLink link)
    {
        var found = link.Ports.Select(p => (Link: linksByPort[p], Sample: links.GetValueOrDefault(p))).ToList();
        var up = found.Any(f => f.Link.Up && f.Sample?.Up != false);
        double? mbps = found.Any(f => f.Sample?.AToBMbps is not null) ? found.Sum(f => (f.Sample?.AToBMbps ?? 0) + (f.Sample?.BToAMbps ?? 0)) : null;
        var capacity = found.Sum(f => f.Link.BandwidthMbps ?? 1000);
        var share = mbps is null ? 0 : Math.Clamp(mbps.Value / (2 * capacity), 0, 1);

        // Whole tenths, so that noise on an idle link is not sent.
        var width = (int)Math.Round(15 + 50 * Math.Sqrt(share)) / 2 * 2;
        var text = !up ? "down" : mbps is null ? "no data" : string.Create(CultureInfo.InvariantCulture, $"{mbps:0} Mbit/s");
        return new LinkState(width, up, text);
    }

    private SwitchState SwitchOf(MapSwitch item)
    {
        var down = item.Members.Count(switchesDown.Contains);
        if (down > 0) return new SwitchState(down < item.Members.Count, "violated", item.Members.Count == 1 ? "down" : $"{down} down");
        return item.Members.Any(drifting.Contains) ? new SwitchState(true, "violated", "drift") : new SwitchState(true, null, null);
    }

    private static Dictionary<string, T> Index<T>(IEnumerable<T> items, Func<T, string> key)
    {
        var index = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in items) index[key(item)] = item;
        return index;
    }
}

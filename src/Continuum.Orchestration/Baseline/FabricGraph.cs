using Continuum.Core.Sites;

namespace Continuum.Orchestration.Baseline;

/// <summary>A link taken in one direction.</summary>
internal readonly record struct Hop(int From, int OutPort, int To, int InPort, int Link);

/// <summary>
/// Switches and the links between them that are up, by index. A link's two directions are hops 2i and 2i+1, so that
/// the way back of hop h is h ^ 1.
/// </summary>
internal sealed class FabricGraph
{
    private readonly Dictionary<string, int> _indexOf;

    public FabricGraph(Site site)
    {
        Switches = site.Switches;
        Links = site.Links;
        _indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Switches.Count; i++) _indexOf[Switches[i].Name] = i;
        Hops = new Hop[Links.Count * 2];
        LatencyOf = new long[Links.Count];
        var outgoing = new List<int>[Switches.Count];
        for (var i = 0; i < outgoing.Length; i++) outgoing[i] = [];
        for (var i = 0; i < Links.Count; i++)
        {
            var link = Links[i];
            var (a, b) = (_indexOf[link.A.Switch], _indexOf[link.B.Switch]);
            Hops[2 * i] = new Hop(a, link.A.Number, b, link.B.Number, i);
            Hops[2 * i + 1] = new Hop(b, link.B.Number, a, link.A.Number, i);
            LatencyOf[i] = Latency.OrOne(link);
            if (!link.Up || !Switches[a].Up || !Switches[b].Up) continue;
            outgoing[a].Add(2 * i);
            outgoing[b].Add(2 * i + 1);
        }

        Outgoing = [.. outgoing.Select(o => o.OrderBy(h => Hops[h].OutPort).ToArray())];
    }

    public IReadOnlyList<Switch> Switches { get; }

    public IReadOnlyList<Link> Links { get; }

    public Hop[] Hops { get; }

    /// <summary>Nanoseconds of each link; 1 ms where the site file states none.</summary>
    public long[] LatencyOf { get; }

    /// <summary>Hops that leave each switch, lowest port first; none over a link or switch that is down.</summary>
    public int[][] Outgoing { get; }

    public int IndexOf(string name) => _indexOf.TryGetValue(name, out var index) ? index : -1;
}

using Continuum.Core.Sites;

namespace Continuum.Orchestration.Verification;

/// <summary>What is behind a port: another switch over a link, or a node.</summary>
internal readonly record struct Behind(Link? Link, Switch? Switch, int Port, Node? Node);

/// <summary>Switches by datapath and what is behind their ports.</summary>
internal sealed class FabricMap
{
    private readonly Dictionary<ulong, Switch> _switches;
    private readonly Dictionary<(ulong, int), Behind> _ports = [];

    public FabricMap(Site site)
    {
        Site = site;
        _switches = site.Switches.ToDictionary(s => s.DatapathId);
        var byName = site.Switches.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var link in site.Links)
        {
            var (a, b) = (byName[link.A.Switch], byName[link.B.Switch]);
            _ports[(a.DatapathId, link.A.Number)] = new Behind(link, b, link.B.Number, null);
            _ports[(b.DatapathId, link.B.Number)] = new Behind(link, a, link.A.Number, null);
        }

        foreach (var node in site.Nodes)
        {
            if (node.Attach is { } attach) _ports[(byName[attach.Switch].DatapathId, attach.Port)] = new Behind(null, null, attach.Port, node);
        }

        Datapaths = [.. site.Switches.Select(s => s.DatapathId)];
        ByName = byName;
    }

    public Site Site { get; }

    public IReadOnlyList<ulong> Datapaths { get; }

    public IReadOnlyDictionary<string, Switch> ByName { get; }

    public Switch? Find(ulong datapath) => _switches.GetValueOrDefault(datapath);

    public Behind? BehindPort(ulong datapath, int port) => _ports.TryGetValue((datapath, port), out var behind) ? behind : null;
}

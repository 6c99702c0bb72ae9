using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>Tables that stand for nothing real: for questions of the kind "what if".</summary>
public sealed class FabricReplay
{
    private readonly FabricMap map;
    private readonly FlowTable[] tables;

    /// <summary>Tables that hold the rules, on a fabric that stands as the site says.</summary>
    public FabricReplay(Site site, IEnumerable<FlowRule> rules)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(rules);
        map = new FabricMap(site);
        var bySwitch = site.Switches.ToDictionary(s => s.DatapathId, _ => new FlowTable());
        var order = 0L;
        foreach (var rule in rules) bySwitch[rule.DatapathId].Add(rule, ++order);
        tables = [.. site.Switches.Select(s => bySwitch[s.DatapathId])];
    }

    /// <summary>Where the packet would go.</summary>
    public WalkTrace Walk(Packet packet) => TableWalk.Run(map, tables, packet).Trace(map.Site);
}

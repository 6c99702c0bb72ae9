using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>The tables of all switches, and which of their rules the baseline put there. Under the world's lock.</summary>
internal sealed class FabricTables
{
    private readonly Dictionary<ulong, FlowTable> tables;
    private readonly FlowTable[] byIndex;
    private Dictionary<(ulong, FlowMatch), FlowRule> baseline = [];
    private long order;

    /// <param name="site">The site; its switches keep their order for good.</param>
    /// <param name="flows">Entries beyond the baseline, oldest first.</param>
    /// <param name="missing">Rules of the baseline that were taken away.</param>
    public FabricTables(Site site, IReadOnlyList<FlowEntry> flows, IReadOnlyList<FlowRule> missing)
    {
        tables = site.Switches.ToDictionary(s => s.DatapathId, _ => new FlowTable());
        byIndex = [.. site.Switches.Select(s => tables[s.DatapathId])];
        Converge(site);
        foreach (var rule in missing) Remove(rule);
        foreach (var entry in flows)
        {
            Add(entry.Rule);
            if (!tables.TryGetValue(entry.Rule.DatapathId, out var table)) continue;
            var added = table.Find(entry.Rule.Priority, entry.Rule.Match)!;
            (added.Packets, added.Bytes) = (entry.Packets, entry.Bytes);
        }
    }

    /// <summary>In the order of the site's switches.</summary>
    public IReadOnlyList<FlowTable> ByIndex => byIndex;

    public FlowTable? Find(ulong datapathId) => tables.GetValueOrDefault(datapathId);

    /// <summary>False when it is there already.</summary>
    public bool Add(FlowRule rule) => tables.TryGetValue(rule.DatapathId, out var table) && table.Add(rule, ++order);

    /// <summary>False when there is none with that switch, priority and match.</summary>
    public bool Remove(FlowRule rule) => tables.TryGetValue(rule.DatapathId, out var table) && table.Remove(rule.Priority, rule.Match);

    public IReadOnlyList<FlowEntry> Read() => [.. byIndex.SelectMany(t => t.Entries).Select(e => e.Read())];

    /// <summary>Brings the baseline's own rules up to the site's topology; tells how many changed on each switch.</summary>
    public IReadOnlyDictionary<ulong, int> Converge(Site site)
    {
        var wanted = BaselineRules.Compile(site).ToDictionary(r => (r.DatapathId, r.Match));
        var changed = new Dictionary<ulong, int>();
        foreach (var ((datapath, _), rule) in baseline.Where(b => !wanted.ContainsKey(b.Key)))
        {
            if (Remove(rule)) changed[datapath] = changed.GetValueOrDefault(datapath) + 1;
        }

        foreach (var ((datapath, _), rule) in wanted)
        {
            if (Add(rule)) changed[datapath] = changed.GetValueOrDefault(datapath) + 1;
        }

        baseline = wanted;
        return changed;
    }

    /// <summary>Whether the rule is the baseline's own.</summary>
    public bool IsBaseline(FlowRule rule) => baseline.TryGetValue((rule.DatapathId, rule.Match), out var own) && own == rule;

    /// <summary>Entries that are not the baseline's own, oldest first.</summary>
    public IReadOnlyList<FlowEntry> BeyondBaseline() =>
        [.. byIndex.SelectMany(t => t.Entries).Where(e => !IsBaseline(e.Rule)).OrderBy(e => e.Order).Select(e => e.Read())];

    /// <summary>Rules of the baseline that are in no table.</summary>
    public IReadOnlyList<FlowRule> MissingBaseline() => [.. baseline.Values.Where(r => tables[r.DatapathId].Find(r.Priority, r.Match) is null)];
}

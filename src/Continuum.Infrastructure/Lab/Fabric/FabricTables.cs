using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Baseline;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>
/// The tables of all switches, and which of their entries are the baseline's own. What differs from the baseline is kept
/// track of, so that keeping the lab's state costs no more than what was done to it. Under the world's lock.
/// </summary>
internal sealed class FabricTables
{
    private readonly Dictionary<ulong, FlowTable> tables;
    private readonly FlowTable[] byIndex;
    private readonly HashSet<TableEntry> baseline = [];
    private readonly SortedDictionary<long, TableEntry> beyond = [];
    private readonly Dictionary<(ulong, int, FlowMatch), FlowRule> missing = [];
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
    public bool Add(FlowRule rule)
    {
        if (!tables.TryGetValue(rule.DatapathId, out var table)) return false;
        var before = table.Find(rule.Priority, rule.Match);
        if (table.Add(rule, ++order) is not { } added) return false;
        if (before is not null) Forget(before);
        beyond[added.Order] = added;
        return true;
    }

    /// <summary>False when there is none with that switch, priority and match.</summary>
    public bool Remove(FlowRule rule)
    {
        if (!tables.TryGetValue(rule.DatapathId, out var table) || table.Remove(rule.Priority, rule.Match) is not { } removed) return false;
        Forget(removed);
        return true;
    }

    public IReadOnlyList<FlowEntry> Read() => [.. byIndex.SelectMany(t => t.Entries).Select(e => e.Read())];

    /// <summary>Brings the baseline's own rules up to the site's topology; tells how many changed on each switch.</summary>
    public IReadOnlyDictionary<ulong, int> Converge(Site site)
    {
        var changed = new Dictionary<ulong, int>();
        var stale = new HashSet<TableEntry>(baseline);
        baseline.Clear();
        foreach (var rule in BaselineRules.Compile(site))
        {
            if (Add(rule)) changed[rule.DatapathId] = changed.GetValueOrDefault(rule.DatapathId) + 1;
            var entry = tables[rule.DatapathId].Find(rule.Priority, rule.Match)!;
            baseline.Add(entry);
            stale.Remove(entry);
            beyond.Remove(entry.Order);
        }

        foreach (var entry in stale)
        {
            // Some were replaced above and are in no table any longer.
            var table = tables[entry.Rule.DatapathId];
            if (!ReferenceEquals(table.Find(entry.Rule.Priority, entry.Rule.Match), entry)) continue;
            table.Remove(entry.Rule.Priority, entry.Rule.Match);
            changed[entry.Rule.DatapathId] = changed.GetValueOrDefault(entry.Rule.DatapathId) + 1;
        }

        missing.Clear();
        return changed;
    }

    /// <summary>Entries that are not the baseline's own, oldest first.</summary>
    public IReadOnlyList<FlowEntry> BeyondBaseline() => [.. beyond.Values.Select(e => e.Read())];

    /// <summary>Rules of the baseline that were taken away or replaced.</summary>
    public IReadOnlyList<FlowRule> MissingBaseline() => [.. missing.Values];

    private void Forget(TableEntry entry)
    {
        beyond.Remove(entry.Order);
        if (baseline.Remove(entry)) missing[(entry.Rule.DatapathId, entry.Rule.Priority, entry.Rule.Match)] = entry.Rule;
    }
}

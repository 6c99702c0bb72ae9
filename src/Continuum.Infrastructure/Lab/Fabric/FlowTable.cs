using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>A rule in a table.</summary>
internal sealed class TableEntry(FlowRule rule, long order)
{
    public FlowRule Rule { get; } = rule;

    /// <summary>Grows with every installation.</summary>
    public long Order { get; } = order;

    public long Packets { get; set; }

    public long Bytes { get; set; }

    public FlowEntry Read() => new(Rule, Packets, Bytes);
}

/// <summary>
/// Table 0 of one switch as OpenFlow 1.3 defines it: the highest priority wins; of overlapping rules with equal priority,
/// which the standard leaves open, the one installed first. Not thread-safe.
/// </summary>
internal sealed class FlowTable
{
    private readonly Dictionary<(int Priority, FlowMatch Match), TableEntry> byKey = [];
    // Highest priority first, then the oldest.
    private readonly List<TableEntry> ordered = [];

    public IReadOnlyList<TableEntry> Entries => ordered;

    public TableEntry? Find(int priority, FlowMatch match) => byKey.GetValueOrDefault((priority, match));

    /// <summary>Adds the rule; one with the same priority and match is replaced and hands on its counters. False when it is there already.</summary>
    public bool Add(FlowRule rule, long order)
    {
        var key = (rule.Priority, rule.Match);
        var entry = new TableEntry(rule, order);
        if (byKey.TryGetValue(key, out var before))
        {
            if (before.Rule == rule) return false;
            (entry.Packets, entry.Bytes) = (before.Packets, before.Bytes);
            ordered.RemoveAt(PlaceOf(before));
        }

        byKey[key] = entry;
        ordered.Insert(PlaceOf(entry), entry);
        return true;
    }

    /// <summary>Removes exactly the rule with that priority and match; false when there is none.</summary>
    public bool Remove(int priority, FlowMatch match)
    {
        if (!byKey.Remove((priority, match), out var entry)) return false;
        ordered.RemoveAt(PlaceOf(entry));
        return true;
    }

    /// <summary>The entry that takes the packet, or null.</summary>
    public TableEntry? Lookup(Packet packet, int inPort)
    {
        foreach (var entry in ordered)
        {
            if (entry.Rule.Match.Takes(packet, inPort)) return entry;
        }

        return null;
    }

    /// <summary>Other entries of the same priority that overlap the rule and act otherwise.</summary>
    public IEnumerable<TableEntry> Conflicting(FlowRule rule)
    {
        for (var i = FirstOf(rule.Priority); i < ordered.Count && ordered[i].Rule.Priority == rule.Priority; i++)
        {
            var other = ordered[i].Rule;
            if (other.Match != rule.Match && other.Output != rule.Output && other.Match.Overlaps(rule.Match)) yield return ordered[i];
        }
    }

    private int FirstOf(int priority) => Search(e => e.Rule.Priority > priority);

    private int PlaceOf(TableEntry entry) =>
        Search(e => e.Rule.Priority > entry.Rule.Priority || (e.Rule.Priority == entry.Rule.Priority && e.Order < entry.Order));

    // How many entries lie before the place; what lies before is a prefix.
    private int Search(Func<TableEntry, bool> before)
    {
        var (low, high) = (0, ordered.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (before(ordered[middle])) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

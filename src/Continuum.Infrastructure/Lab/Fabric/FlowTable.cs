using Continuum.Core.Plans;
using Continuum.Core.Sites;
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

    /// <summary>Whether this one is asked first: the higher priority, then the older.</summary>
    public bool Precedes(TableEntry other) =>
        Rule.Priority != other.Rule.Priority ? Rule.Priority > other.Rule.Priority : Order < other.Order;
}

/// <summary>
/// Table 0 of one switch as OpenFlow 1.3 defines it: the highest priority wins; of overlapping rules with equal priority,
/// which the standard leaves open, the one installed first. Not thread-safe.
/// </summary>
internal sealed class FlowTable
{
    private readonly Dictionary<(int Priority, FlowMatch Match), TableEntry> byKey = [];
    // Each list in the order in which it is asked. Most rules name a destination, and a packet has only one.
    private readonly Dictionary<IPv4, List<TableEntry>> byDestination = [];
    private readonly List<TableEntry> anyDestination = [];
    private TableEntry[]? ordered;

    /// <summary>Highest priority first, then the oldest.</summary>
    public IReadOnlyList<TableEntry> Entries => ordered ??= [.. byKey.Values.OrderByDescending(e => e.Rule.Priority).ThenBy(e => e.Order)];

    public TableEntry? Find(int priority, FlowMatch match) => byKey.GetValueOrDefault((priority, match));

    /// <summary>Adds the rule; one with the same priority and match is replaced and hands on its counters. Null when it is there already.</summary>
    public TableEntry? Add(FlowRule rule, long order)
    {
        var key = (rule.Priority, rule.Match);
        var entry = new TableEntry(rule, order);
        if (byKey.TryGetValue(key, out var before))
        {
            if (before.Rule == rule) return null;
            (entry.Packets, entry.Bytes) = (before.Packets, before.Bytes);
            Remove(rule.Priority, rule.Match);
        }

        byKey[key] = entry;
        var list = ListOf(rule.Match.Destination);
        list.Insert(PlaceOf(list, entry), entry);
        ordered = null;
        return entry;
    }

    /// <summary>Removes exactly the rule with that priority and match; null when there is none.</summary>
    public TableEntry? Remove(int priority, FlowMatch match)
    {
        if (!byKey.Remove((priority, match), out var entry)) return null;
        var list = ListOf(match.Destination);
        list.RemoveAt(PlaceOf(list, entry));
        ordered = null;
        return entry;
    }

    /// <summary>The entry that takes the packet, or null.</summary>
    public TableEntry? Lookup(Packet packet, int inPort)
    {
        var named = byDestination.TryGetValue(packet.Destination, out var list) ? First(list, packet, inPort) : null;
        var any = First(anyDestination, packet, inPort);
        return named is null || (any is not null && any.Precedes(named)) ? any : named;
    }

    /// <summary>Other entries of the same priority that overlap the rule and act otherwise.</summary>
    public IEnumerable<TableEntry> Conflicting(FlowRule rule)
    {
        var candidates = rule.Match.Destination is { } destination ? ListOf(destination).Concat(anyDestination) : byKey.Values;
        return candidates.Where(e =>
            e.Rule.Priority == rule.Priority && e.Rule.Match != rule.Match && e.Rule.Output != rule.Output && e.Rule.Match.Overlaps(rule.Match));
    }

    private static TableEntry? First(List<TableEntry> list, Packet packet, int inPort)
    {
        foreach (var entry in list)
        {
            if (entry.Rule.Match.Takes(packet, inPort)) return entry;
        }

        return null;
    }

    private List<TableEntry> ListOf(IPv4? destination)
    {
        if (destination is not { } address) return anyDestination;
        if (!byDestination.TryGetValue(address, out var list)) byDestination[address] = list = [];
        return list;
    }

    // How many entries of the list are asked before this one.
    private static int PlaceOf(List<TableEntry> list, TableEntry entry)
    {
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle].Precedes(entry)) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Verification;

/// <summary>
/// Tables of all switches, looked up the way a switch does: the highest priority that matches. Kept by the pair of
/// addresses first, because checks go pair by pair; a rule without an address is looked at for every pair.
/// </summary>
internal sealed class FlowTables
{
    private static readonly FlowRule[] None = [];

    private readonly Dictionary<ulong, int> _indexOf;
    private readonly Dictionary<ulong, FlowRule[]?[]> _byPair;
    private readonly Dictionary<uint, FlowRule[]?[]> _byDestination;
    private readonly FlowRule[]?[] _others;

    public FlowTables(IReadOnlyList<ulong> datapaths, params IEnumerable<FlowRule>[] parts)
    {
        _indexOf = datapaths.Select((d, i) => (d, i)).ToDictionary(p => p.d, p => p.i);
        var pairs = new Dictionary<ulong, List<FlowRule>>();
        var destinations = new Dictionary<uint, List<FlowRule>>();
        var others = new List<FlowRule>();
        foreach (var part in parts)
        {
            foreach (var rule in part)
            {
                if (!_indexOf.ContainsKey(rule.DatapathId)) continue;
                if (rule.Match is { Source: { } source, Destination: { } target }) Add(pairs, Key(source, target), rule);
                else if (rule.Match is { Source: null, Destination: { } only }) Add(destinations, only.Value, rule);
                else others.Add(rule);
            }
        }

        _byPair = pairs.ToDictionary(p => p.Key, p => BySwitch(p.Value));
        _byDestination = destinations.ToDictionary(p => p.Key, p => BySwitch(p.Value));
        _others = BySwitch(others);
    }

    /// <summary>The rule that takes the packet, or null: the packet is dropped for want of a match.</summary>
    /// <param name="datapath">The switch.</param>
    /// <param name="inPort">Port of arrival; null considers only rules that match any port.</param>
    public FlowRule? Find(ulong datapath, int? inPort, IPv4 source, IPv4 destination, PacketClass packet)
    {
        if (!_indexOf.TryGetValue(datapath, out var at)) return null;
        var best = _byPair.TryGetValue(Key(source, destination), out var pair) ? First(pair[at], inPort, packet, null) : null;
        if (_byDestination.TryGetValue(destination.Value, out var open)) best = First(open[at], inPort, packet, best);
        return _others[at] is { } others ? First([.. others.Where(o => o.Match.Source is null || o.Match.Source == source)], inPort, packet, best) : best;
    }

    /// <summary>Matches that may tell packets between two addresses apart.</summary>
    public IEnumerable<FlowMatch> MatchesOf(IPv4 source, IPv4 destination) =>
        new[] { _byPair.GetValueOrDefault(Key(source, destination)), _byDestination.GetValueOrDefault(destination.Value), _others }
            .OfType<FlowRule[]?[]>()
            .SelectMany(t => t)
            .SelectMany(rules => rules ?? None)
            .Select(r => r.Match)
            .Where(m => m.Protocol is not null || m.SourcePort is not null || m.DestinationPort is not null);

    /// <summary>Groups within which rules can overlap: those of one switch with the same two addresses, and with every rule that lacks one.</summary>
    public IEnumerable<IReadOnlyList<FlowRule>> OverlapGroups()
    {
        foreach (var table in _byPair.Values)
        {
            foreach (var rules in table)
            {
                if (rules is { Length: > 1 }) yield return rules;
            }
        }

        for (var at = 0; at < _others.Length; at++)
        {
            var lacking = (_others[at] ?? None).Concat(_byDestination.Values.SelectMany(t => t[at] ?? None)).ToList();
            var plan = lacking.Where(r => r.Priority >= FlowPriority.PlanFloor).ToList();
            if (plan.Count > 0) yield return [.. lacking, .. _byPair.Values.SelectMany(t => t[at] ?? None)];
        }
    }

    private static FlowRule? First(FlowRule[]? bucket, int? inPort, PacketClass packet, FlowRule? best)
    {
        if (bucket is null) return best;
        foreach (var rule in bucket)
        {
            if (best is not null && rule.Priority <= best.Priority) return best;
            if ((rule.Match.InPort is not { } port || port == inPort) && packet.Meets(rule.Match)) return rule;
        }

        return best;
    }

    private FlowRule[]?[] BySwitch(List<FlowRule> rules)
    {
        rules.Sort((x, y) => x.DatapathId != y.DatapathId ? x.DatapathId.CompareTo(y.DatapathId) : y.Priority.CompareTo(x.Priority));
        var tables = new FlowRule[]?[_indexOf.Count];
        for (var from = 0; from < rules.Count;)
        {
            var to = from;
            while (to < rules.Count && rules[to].DatapathId == rules[from].DatapathId) to++;
            tables[_indexOf[rules[from].DatapathId]] = [.. rules[from..to]];
            from = to;
        }

        return tables;
    }

    private static void Add<TKey>(Dictionary<TKey, List<FlowRule>> rules, TKey key, FlowRule rule)
        where TKey : notnull
    {
        if (!rules.TryGetValue(key, out var list)) rules[key] = list = [];
        list.Add(rule);
    }

    private static ulong Key(IPv4 source, IPv4 destination) => ((ulong)source.Value << 32) | destination.Value;
}

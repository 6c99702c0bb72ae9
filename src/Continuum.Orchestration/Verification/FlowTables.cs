using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Verification;

/// <summary>Tables of all switches, looked up the way a switch does: the highest priority that matches.</summary>
internal sealed class FlowTables
{
    private readonly Dictionary<(ulong Switch, IPv4? Source, IPv4? Destination), List<FlowRule>> _buckets = [];
    private readonly bool _hasSourceOnly;
    private readonly bool _hasOpen;

    public FlowTables(params IEnumerable<FlowRule>[] parts)
    {
        foreach (var rule in parts.SelectMany(p => p))
        {
            var key = (rule.DatapathId, rule.Match.Source, rule.Match.Destination);
            if (!_buckets.TryGetValue(key, out var bucket)) _buckets[key] = bucket = [];
            bucket.Add(rule);
            _hasSourceOnly |= rule.Match is { Source: not null, Destination: null };
            _hasOpen |= rule.Match is { Source: null, Destination: null };
        }

        foreach (var bucket in _buckets.Values) bucket.Sort((x, y) => y.Priority.CompareTo(x.Priority));
    }

    /// <summary>The rule that takes the packet, or null: the packet is dropped for want of a match.</summary>
    /// <param name="datapath">The switch.</param>
    /// <param name="inPort">Port of arrival; null considers only rules that match any port.</param>
    public FlowRule? Find(ulong datapath, int? inPort, IPv4 source, IPv4 destination, PacketClass packet)
    {
        var best = First((datapath, source, destination), inPort, packet, null);
        best = First((datapath, null, destination), inPort, packet, best);
        if (_hasSourceOnly) best = First((datapath, source, null), inPort, packet, best);
        return _hasOpen ? First((datapath, null, null), inPort, packet, best) : best;
    }

    /// <summary>Matches that may tell packets between two addresses apart.</summary>
    public IEnumerable<FlowMatch> MatchesOf(IEnumerable<ulong> datapaths, IPv4 source, IPv4 destination) =>
        datapaths.SelectMany(d => Bucket((d, source, destination)).Concat(Bucket((d, null, destination))).Concat(Bucket((d, source, null))).Concat(Bucket((d, null, null))))
            .Select(r => r.Match)
            .Where(m => m.Protocol is not null || m.SourcePort is not null || m.DestinationPort is not null);

    private IEnumerable<FlowRule> Bucket((ulong, IPv4?, IPv4?) key) => _buckets.TryGetValue(key, out var bucket) ? bucket : [];

    private FlowRule? First((ulong, IPv4?, IPv4?) key, int? inPort, PacketClass packet, FlowRule? best)
    {
        if (!_buckets.TryGetValue(key, out var bucket)) return best;
        foreach (var rule in bucket)
        {
            if (best is not null && rule.Priority <= best.Priority) return best;
            if ((rule.Match.InPort is null || rule.Match.InPort == inPort) && packet.Meets(rule.Match)) return rule;
        }

        return best;
    }
}

using Continuum.Core.Plans;

namespace Continuum.Orchestration.Compilation;

/// <summary>What makes a rule one entry of a table, ordered so that plans list their rules in a fixed order.</summary>
internal readonly record struct FlowKey(ulong DatapathId, int Priority, uint Source, uint Destination, int Protocol, int SourcePort, int DestinationPort, int InPort)
    : IComparable<FlowKey>
{
    public static FlowKey Of(FlowRule rule) => Of(rule.DatapathId, rule.Priority, rule.Match);

    public static FlowKey Of(ulong datapathId, int priority, FlowMatch match) => new(
        datapathId, priority, match.Source?.Value ?? 0, match.Destination?.Value ?? 0, (int?)match.Protocol ?? -1,
        match.SourcePort ?? -1, match.DestinationPort ?? -1, match.InPort ?? -1);

    public int CompareTo(FlowKey other)
    {
        var order = DatapathId.CompareTo(other.DatapathId);
        if (order == 0) order = other.Priority.CompareTo(Priority);
        if (order == 0) order = Source.CompareTo(other.Source);
        if (order == 0) order = Destination.CompareTo(other.Destination);
        if (order == 0) order = Protocol.CompareTo(other.Protocol);
        if (order == 0) order = SourcePort.CompareTo(other.SourcePort);
        if (order == 0) order = DestinationPort.CompareTo(other.DestinationPort);
        return order == 0 ? InPort.CompareTo(other.InPort) : order;
    }
}

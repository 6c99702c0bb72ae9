using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Drivers;

/// <summary>A rule as installed, with its counters.</summary>
public sealed record FlowEntry(FlowRule Rule, long Packets, long Bytes);

/// <summary>The tables as they stand.</summary>
public sealed record FabricState(IReadOnlyList<FlowEntry> Entries, DateTimeOffset At);

/// <summary>One step of a make-before-break sequence.</summary>
/// <param name="Add">Rules to add; a rule with the same switch, priority and match is replaced.</param>
/// <param name="Remove">Rules to remove; one that is not there is no error.</param>
public sealed record FabricChange(IReadOnlyList<FlowRule> Add, IReadOnlyList<FlowRule> Remove);

/// <summary>A packet to walk.</summary>
public sealed record Packet(IPv4 Source, IPv4 Destination, IpProtocol Protocol, int? SourcePort, int? DestinationPort);

/// <summary>Where a packet went, on the tables as installed.</summary>
/// <param name="Hops">Switches in order.</param>
/// <param name="Links">Links in order.</param>
/// <param name="DeliveredTo">Name of the node it reached, or null.</param>
/// <param name="End">In words: delivered, dropped at s3 by a rule of priority 1500, no match at s2, loop, dead port.</param>
public sealed record WalkTrace(IReadOnlyList<string> Hops, IReadOnlyList<string> Links, string? DeliveredTo, string End);

/// <summary>The network. Every call is idempotent.</summary>
public interface IFabricDriver : IDriver
{
    /// <summary>Reads every table back.</summary>
    Task<FabricState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Adds, then removes; returns when every switch has confirmed (barrier).</summary>
    /// <exception cref="DriverException">A switch refused or did not answer; some of the change may be in place.</exception>
    Task ApplyAsync(FabricChange change, CancellationToken cancellationToken);

    /// <summary>Walks a packet from the node that owns its source address.</summary>
    Task<WalkTrace> WalkAsync(Packet packet, CancellationToken cancellationToken);
}

/// <summary>A driver could not do what it was asked.</summary>
public sealed class DriverException(string message, Exception? inner = null) : Exception(message, inner);

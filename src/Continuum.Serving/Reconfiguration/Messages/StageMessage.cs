namespace Continuum.Serving.Reconfiguration;

/// <summary>From a stage to the head whose term it carries.</summary>
internal abstract record StageMessage(long Term, string Node, long Epoch);

/// <summary>What a stage holds.</summary>
/// <param name="Epoch">The epoch it serves; 0 if it can serve none.</param>
/// <param name="Layout">The pipeline of that epoch.</param>
/// <param name="PreparedEpoch">The epoch it is locked for, or 0.</param>
/// <param name="Promised">Whether it has verified that epoch.</param>
/// <param name="Holds">Whether it holds any layers.</param>
/// <param name="HighestGeneration">Highest generation of a block it has seen.</param>
internal sealed record StageReport(long Term, string Node, long Epoch, EpochLayout? Layout, long PreparedEpoch, bool Promised, bool Holds, int HighestGeneration) : StageMessage(Term, Node, Epoch);

/// <summary>Locked, loaded and warm.</summary>
internal sealed record StagePrepared(long Term, string Node, long Epoch) : StageMessage(Term, Node, Epoch);

/// <summary>Not willing or not able.</summary>
internal sealed record StageRejected(long Term, string Node, long Epoch, string Reason) : StageMessage(Term, Node, Epoch);

/// <summary>An order to copy was carried out.</summary>
/// <param name="Slots">Slots of single layers sent.</param>
/// <param name="Bytes">Bytes sent.</param>
/// <param name="Sums">After the final order: checksum of each layer this stage gives away.</param>
internal sealed record CopyDone(long Term, string Node, long Epoch, int Round, long Slots, long Bytes, IReadOnlyList<LayerSum>? Sums) : StageMessage(Term, Node, Epoch);

/// <summary>The stage holds what it was asked for and will neither drop nor activate it on its own.</summary>
/// <param name="Sums">Checksum of each layer that it received.</param>
internal sealed record StageVerified(long Term, string Node, long Epoch, IReadOnlyList<LayerSum> Sums) : StageMessage(Term, Node, Epoch);

/// <summary>Received KV is not what was sent.</summary>
internal sealed record FrameRefused(long Term, string Node, long Epoch, string Reason) : StageMessage(Term, Node, Epoch);

/// <summary>The epoch serves here.</summary>
internal sealed record StageActivated(long Term, string Node, long Epoch) : StageMessage(Term, Node, Epoch);

/// <summary>What the epoch does not need was zeroed and given back.</summary>
internal sealed record StageReleased(long Term, string Node, long Epoch) : StageMessage(Term, Node, Epoch);

/// <summary>Nothing is left of the change.</summary>
internal sealed record StageAborted(long Term, string Node, long Epoch) : StageMessage(Term, Node, Epoch);

/// <summary>The connection to the next stage broke while it carried an epoch; what was on it may be lost.</summary>
internal sealed record RouteLost(long Term, string Node, long Epoch) : StageMessage(Term, Node, Epoch);

/// <summary>Checksum of all slots of a layer.</summary>
internal readonly record struct LayerSum(int Layer, ulong Sum);

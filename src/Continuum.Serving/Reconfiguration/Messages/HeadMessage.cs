using Continuum.Core.Sites;
using Continuum.Serving.KvCache;

namespace Continuum.Serving.Reconfiguration;

/// <summary>From a head to a stage. A stage refuses a term below the highest it has seen.</summary>
internal abstract record HeadMessage(long Term, long Epoch);

/// <summary>A head introduces itself with a new term and asks what the stage holds.</summary>
internal sealed record Inquire(long Term) : HeadMessage(Term, 0);

/// <summary>Locks the stage for a change, with everything it needs to know of it.</summary>
/// <param name="From">The pipeline that serves, or null where the target starts from tokens.</param>
/// <param name="FromEpoch">Its epoch.</param>
/// <param name="Supersedes">Changes up to this epoch are over, whatever the stage knows of them.</param>
/// <param name="LeaseUs">How long the lease lasts from receipt.</param>
internal sealed record Prepare(long Term, long Epoch, ChangeKind Kind, EpochLayout? From, long FromEpoch, EpochLayout To, long Supersedes, long LeaseUs) : HeadMessage(Term, Epoch);

/// <summary>Keeps the lease alive.</summary>
internal sealed record Renew(long Term, long Epoch, long LeaseUs) : HeadMessage(Term, Epoch);

/// <summary>Sources send what these blocks hold beyond what was sent.</summary>
/// <param name="Final">Nothing is in flight: afterwards the target holds everything.</param>
internal sealed record CopyBlocks(long Term, long Epoch, int Round, bool Final, IReadOnlyList<BlockFill> Blocks) : HeadMessage(Term, Epoch);

/// <summary>Asks a stage of the target to answer when it holds exactly this.</summary>
internal sealed record Verify(long Term, long Epoch, IReadOnlyList<BlockFill> Blocks) : HeadMessage(Term, Epoch);

/// <summary>The epoch serves for good: what it does not need goes.</summary>
/// <param name="Keep">The layers of this node, or null for none.</param>
internal sealed record Release(long Term, long Epoch, LayerRange? Keep) : HeadMessage(Term, Epoch);

/// <summary>The change is off.</summary>
internal sealed record Abort(long Term, long Epoch) : HeadMessage(Term, Epoch);

/// <summary>A block of the logical table and how far it is filled when nothing is in flight.</summary>
internal readonly record struct BlockFill(KvBlock Block, int Filled);

/// <summary>The first message on each route of a new epoch; each stage activates and passes it on.</summary>
internal sealed record Marker(long Term, long Epoch);

/// <summary>Why a new epoch comes.</summary>
internal enum ChangeKind
{
    /// <summary>Layers and KV move while the old pipeline serves.</summary>
    Move,

    /// <summary>All KV is where the target needs it: a way back, or a lost route. Micro-batches in flight are sent again.</summary>
    Reissue,

    /// <summary>KV was lost: sequences are computed again from their tokens.</summary>
    Fence,
}

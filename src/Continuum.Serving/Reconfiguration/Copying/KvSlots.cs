using Continuum.Serving.KvCache;

namespace Continuum.Serving.Reconfiguration.Copying;

/// <summary>The head of a copy frame: which slots follow. Keys, values and a checksum for each slot come with it.</summary>
/// <param name="Term">Term of the head that ordered the copy.</param>
/// <param name="Epoch">The epoch that the copy is for.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Block">The block, with its generation.</param>
/// <param name="First">First slot.</param>
/// <param name="Count">Number of slots.</param>
internal readonly record struct KvSlots(long Term, long Epoch, int Layer, KvBlock Block, int First, int Count);

/// <summary>What becomes of a frame.</summary>
internal enum FrameVerdict
{
    /// <summary>Write the slots that are new.</summary>
    Write,

    /// <summary>All of it was there.</summary>
    Duplicate,

    /// <summary>Of another change, an older generation, or after a gap: dropped, and asked for again if it is missed.</summary>
    Drop,
}

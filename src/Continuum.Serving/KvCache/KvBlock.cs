namespace Continuum.Serving.KvCache;

/// <summary>
/// A block of the logical table, the same on all stages. A block that was freed and handed out again has a higher
/// generation, so that a stale reference is told from a live one.
/// </summary>
/// <param name="Id">Index in every stage's store.</param>
/// <param name="Generation">How often the block has been handed out, from 1.</param>
public readonly record struct KvBlock(int Id, int Generation)
{
    /// <summary>Tokens in a block.</summary>
    public const int Slots = 16;

    /// <summary>Blocks that hold a number of tokens.</summary>
    /// <param name="tokens">Number of tokens.</param>
    /// <returns>The number of blocks.</returns>
    public static int Count(int tokens) => (tokens + Slots - 1) / Slots;
}

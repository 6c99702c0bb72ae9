using Continuum.Serving.KvCache;

namespace Continuum.Serving.Scheduling;

/// <summary>Consecutive tokens of one sequence in a micro-batch.</summary>
/// <param name="Sequence">The sequence's number.</param>
/// <param name="Start">Position of the first token; all positions before it are in the KV cache.</param>
/// <param name="Tokens">The token ids.</param>
/// <param name="Blocks">The sequence's KV blocks in order, covering at least Start + Tokens.Length positions.</param>
/// <param name="LogitRows">How many of the last tokens need logits: 0 inside a prompt, 1 to sample.</param>
public sealed record BatchSlice(long Sequence, int Start, ReadOnlyMemory<int> Tokens, ReadOnlyMemory<KvBlock> Blocks, int LogitRows)
{
    /// <summary>Number of tokens.</summary>
    public int Count => Tokens.Length;

    /// <summary>One past the last position.</summary>
    public int End => Start + Tokens.Length;
}

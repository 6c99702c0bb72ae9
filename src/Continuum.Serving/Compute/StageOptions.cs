namespace Continuum.Serving.Compute;

/// <summary>Capacity of a stage.</summary>
/// <param name="KvBlocks">Blocks of 16 tokens in its KV cache.</param>
/// <param name="MaxBatchTokens">Most tokens in one micro-batch.</param>
public sealed record StageOptions(int KvBlocks, int MaxBatchTokens)
{
    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(KvBlocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBatchTokens);
    }
}

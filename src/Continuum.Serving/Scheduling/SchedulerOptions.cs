namespace Continuum.Serving.Scheduling;

/// <summary>Limits of a scheduler.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Longest sequence in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Tokens that the model ends with.</summary>
    public IReadOnlyList<int> EosTokens { get; init; } = [];

    /// <summary>Most tokens in one micro-batch.</summary>
    public int MaxBatchTokens { get; init; } = 512;

    /// <summary>Most tokens of prompts in one micro-batch that also decodes: bounds what a prompt adds to the gaps of others.</summary>
    public int PrefillChunk { get; init; } = 256;

    /// <summary>Most sequences that hold KV blocks at once.</summary>
    public int MaxRunning { get; init; } = 64;

    /// <summary>Most requests that wait.</summary>
    public int MaxWaiting { get; init; } = 1024;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ContextLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBatchTokens);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PrefillChunk);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxRunning);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWaiting);
    }
}

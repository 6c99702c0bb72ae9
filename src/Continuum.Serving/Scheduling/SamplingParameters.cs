namespace Continuum.Serving.Scheduling;

/// <summary>How tokens are chosen and when a request ends.</summary>
public sealed record SamplingParameters
{
    /// <summary>0 is greedy; higher is flatter. At most 2.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the most probable tokens that together reach this probability are drawn from; above 0, at most 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Only this many most probable tokens are drawn from; 0 is all.</summary>
    public int TopK { get; init; }

    /// <summary>Seed; the same prompt, seed and parameters give the same tokens.</summary>
    public ulong Seed { get; init; }

    /// <summary>Most tokens to generate.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Further tokens that end the request, beside the model's own.</summary>
    public IReadOnlyList<int> StopTokens { get; init; } = [];

    /// <summary>Whether to go on after the model's end tokens, for load tests of a fixed length.</summary>
    public bool IgnoreEos { get; init; }

    /// <summary>Whether the most probable token is always taken.</summary>
    public bool IsGreedy => Temperature == 0 || TopK == 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public void Validate()
    {
        if (!(Temperature is >= 0 and <= 2)) throw new ArgumentException($"temperature is {Temperature}; 0 to 2 was expected.");
        if (!(TopP is > 0 and <= 1)) throw new ArgumentException($"top_p is {TopP}; above 0 and at most 1 was expected.");
        if (TopK < 0) throw new ArgumentException($"top_k is {TopK}; 0 or more was expected.");
        if (MaxTokens < 1) throw new ArgumentException($"max_tokens is {MaxTokens}; at least 1 was expected.");
    }
}

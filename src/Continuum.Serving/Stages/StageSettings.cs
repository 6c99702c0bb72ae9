using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>Who a stage is and what it may use.</summary>
internal sealed record StageSettings
{
    /// <summary>The service that it serves.</summary>
    public required string Service { get; init; }

    /// <summary>The node that it stands for.</summary>
    public required string Node { get; init; }

    /// <summary>Digest of the model, so that no pipeline is made of two.</summary>
    public required string ModelFingerprint { get; init; }

    /// <summary>Class of bit-identical results of its backend.</summary>
    public required string Numerics { get; init; }

    /// <summary>Most tokens in one micro-batch.</summary>
    public required int MaxBatchTokens { get; init; }

    /// <summary>What the node can do.</summary>
    public StagePace Pace { get; init; }

    /// <summary>Bytes for weights and KV; 0 does not limit.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Limits and security of its links.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>Micro-batches that may wait to be computed before peers are slowed.</summary>
    public int QueueCapacity { get; init; } = 64;

    /// <summary>Micro-batches of a prepared epoch that may wait.</summary>
    public int WaitCapacity { get; init; } = 16;
}

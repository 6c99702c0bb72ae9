using Continuum.Serving.Compute;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>How a stage process is started.</summary>
public sealed record StageProcessOptions
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The node that it stands for.</summary>
    public required string Node { get; init; }

    /// <summary>Where tensors arrive; gRPC is answered at its <see cref="Endpoint.Control"/>.</summary>
    public required Endpoint Listen { get; init; }

    /// <summary>A model folder, or the name of a built-in model.</summary>
    public required string Model { get; init; }

    /// <summary>The data folder: models, packed weights, state files.</summary>
    public required string DataFolder { get; init; }

    /// <summary>KV blocks of 16 tokens.</summary>
    public int KvBlocks { get; init; } = 512;

    /// <summary>Most tokens in one micro-batch.</summary>
    public int MaxBatchTokens { get; init; } = 512;

    /// <summary>Threads that compute.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>How matrices are held.</summary>
    public WeightPrecision Precision { get; init; } = WeightPrecision.Exact;

    /// <summary>What the node can do; nothing paces by default.</summary>
    public StagePace Pace { get; init; }

    /// <summary>Bytes for weights and KV; 0 does not limit.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Mutual TLS on TCP, or null.</summary>
    public TransportSecurity? Security { get; init; }
}

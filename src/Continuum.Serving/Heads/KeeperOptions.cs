using Continuum.Serving.Transport;

namespace Continuum.Serving.Heads;

/// <summary>Settings of whoever keeps a pipeline whole.</summary>
internal sealed record KeeperOptions
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>Where stages reach the head.</summary>
    public required Endpoint HeadEndpoint { get; init; }

    /// <summary>Digest of the model that all stages must have opened.</summary>
    public required string ModelFingerprint { get; init; }

    /// <summary>Layers of the model.</summary>
    public required int LayerCount { get; init; }

    /// <summary>KV blocks that every stage must have.</summary>
    public required int KvBlocks { get; init; }

    /// <summary>How long requests wait for a stage that is gone before they fail.</summary>
    public TimeSpan ReplacementWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Limits and security of links.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>What links between stages stand for in the lab.</summary>
    public LinkPace LinkPace { get; init; }
}

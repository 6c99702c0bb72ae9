using Continuum.Serving.Transport;

namespace Continuum.Serving.Heads;

/// <summary>How a head process is started.</summary>
public sealed record HeadProcessOptions
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>Where stages send logits; gRPC is answered at its <see cref="Endpoint.Control"/>.</summary>
    public required Endpoint Listen { get; init; }

    /// <summary>A model folder, or the name of a built-in model.</summary>
    public required string Model { get; init; }

    /// <summary>The name that clients ask for; the model's by default.</summary>
    public string? ModelName { get; init; }

    /// <summary>The stages, as <see cref="StagePlacement.ParseLayout"/> reads them.</summary>
    public required string Stages { get; init; }

    /// <summary>The data folder.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Where the OpenAI API is answered, or null for none.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>File of the gateway's keys, or null to answer its own machine without any.</summary>
    public string? KeyFile { get; init; }

    /// <summary>KV blocks of 16 tokens that every stage has.</summary>
    public int KvBlocks { get; init; } = 512;

    /// <summary>Most tokens in one micro-batch.</summary>
    public int MaxBatchTokens { get; init; } = 512;

    /// <summary>Most prompt tokens in a micro-batch that also decodes.</summary>
    public int PrefillChunk { get; init; } = 256;

    /// <summary>Most sequences that hold KV at once.</summary>
    public int MaxRunning { get; init; } = 64;

    /// <summary>How long requests wait for a stage that is gone before they fail.</summary>
    public TimeSpan ReplacementWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What links between stages stand for in the lab.</summary>
    public LinkPace LinkPace { get; init; }

    /// <summary>Mutual TLS on TCP, or null.</summary>
    public TransportSecurity? Security { get; init; }
}

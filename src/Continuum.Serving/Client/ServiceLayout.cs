using Continuum.Serving.Transport;

namespace Continuum.Serving.Client;

/// <summary>A service as a console wants it: which layers on which node, and how fast each node is.</summary>
public sealed record ServiceLayout
{
    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>A model folder, or the name of a built-in model.</summary>
    public required string Model { get; init; }

    /// <summary>The stages in the order of their layers.</summary>
    public required IReadOnlyList<StageOnNode> Stages { get; init; }

    /// <summary>Nodes that run a stage process without layers, ready to take some.</summary>
    public IReadOnlyList<StageOnNode> Spares { get; init; } = [];

    /// <summary>The name that clients ask for; the model's by default.</summary>
    public string? ModelName { get; init; }

    /// <summary>Where the OpenAI API is answered, or null for none.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>KV blocks of 16 tokens on every stage.</summary>
    public int KvBlocks { get; init; } = 512;

    /// <summary>Most tokens in one micro-batch.</summary>
    public int MaxBatchTokens { get; init; } = 512;

    /// <summary>How long requests wait for a stage that is gone before they fail.</summary>
    public TimeSpan ReplacementWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What links between stages stand for.</summary>
    public LinkPace LinkPace { get; init; }
}

using Continuum.Serving.Stages;

namespace Continuum.Serving.Client;

/// <summary>A stage of a layout.</summary>
/// <param name="Node">The node that its process stands for.</param>
/// <param name="FirstLayer">First layer; of a spare it does not matter.</param>
/// <param name="LastLayer">Last layer, inclusive.</param>
public sealed record StageOnNode(string Node, int FirstLayer, int LastLayer)
{
    /// <summary>What the node can do; nothing paces by default.</summary>
    public StagePace Pace { get; init; }

    /// <summary>Bytes for weights and KV; 0 does not limit.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Threads that compute.</summary>
    public int Threads { get; init; } = 1;
}

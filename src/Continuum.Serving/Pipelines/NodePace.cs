using Continuum.Core.Sites;

namespace Continuum.Serving.Pipelines;

/// <summary>What a node can do, from the figures of the site.</summary>
/// <param name="FlopsPerSecond">Floating point operations a second.</param>
/// <param name="BytesPerSecond">Bytes read from memory a second.</param>
/// <param name="MemoryBytes">Memory for weights and KV.</param>
public readonly record struct NodePace(double FlopsPerSecond, double BytesPerSecond, double MemoryBytes)
{
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>All GPUs of the node together; 100 GFLOP/s and 20 GB/s for a node without one.</summary>
    public static NodePace Of(Node node) =>
        node.Gpus.Count == 0
            ? new NodePace(100e9, 20e9, node.Capacity.MemoryGiB * GiB)
            : new NodePace(
                node.Gpus.Sum(g => g.Count * g.Bf16Tflops) * 1e12,
                node.Gpus.Sum(g => g.Count * g.MemoryGBps) * 1e9,
                node.Gpus.Sum(g => g.Count * g.MemoryGiB) * GiB);
}

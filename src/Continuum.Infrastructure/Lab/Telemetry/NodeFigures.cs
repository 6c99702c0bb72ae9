using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Telemetry;

/// <summary>Figures of nodes: what stands on them, what passes through them, and other people's work on their GPUs.</summary>
internal static class NodeFigures
{
    private static readonly (string Model, double Watt)[] Boards =
    [
        ("H100", 700), ("A100", 400), ("L40S", 350), ("A30", 165), ("L4", 72), ("A2", 60),
    ];

    /// <param name="standing">The workloads that stand on it.</param>
    /// <param name="node">The node.</param>
    /// <param name="mbps">What it sent and received.</param>
    /// <param name="stageBusy">Share of the time that stages of services compute on it.</param>
    /// <param name="stageGiB">Memory that stages take.</param>
    /// <param name="seed">The lab's seed.</param>
    /// <param name="tick">Number of the frame.</param>
    public static NodeSample Of(IEnumerable<Workload> standing, Node node, double mbps, double stageBusy, double stageGiB, int seed, long tick)
    {
        if (!node.Ready) return new NodeSample(node.Name, null, null, null, null, null);
        double cores = 0.02 * node.Capacity.Cpu + mbps / 400;
        double memory = 0.06 * node.Capacity.MemoryGiB;
        foreach (var workload in standing)
        {
            var wave = Noise.Wave(seed, workload.Name + " cpu", tick);
            cores += workload.ReplicasOn(node.Name) * workload.Requests.Cpu * (0.2 + 0.7 * wave);
            memory += workload.ReplicasOn(node.Name) * workload.Requests.MemoryGiB * (0.6 + 0.1 * wave);
        }

        var cpu = Math.Min(1, cores / Math.Max(0.001, node.Capacity.Cpu));
        var watt = 30 + 4 * node.Capacity.Cpu * (0.3 + 0.7 * cpu);
        double? gpuBusy = null;
        double? gpuGiB = null;
        if (node.Gpus.Count > 0)
        {
            var others = 0.05 + 0.3 * Noise.Wave(seed, node.Name + " gpu", tick);
            gpuBusy = Math.Min(1, others + stageBusy);
            gpuGiB = Math.Min(node.Gpus.Sum(g => g.Count * g.MemoryGiB), 0.05 * node.Gpus.Sum(g => g.Count * g.MemoryGiB) * (1 + others) + stageGiB);
            watt += node.Gpus.Sum(g => g.Count * WattOf(g.Model)) * (0.15 + 0.75 * gpuBusy.Value);
        }

        return new NodeSample(node.Name, Round(cpu), Round(Math.Min(memory, node.Capacity.MemoryGiB)), gpuBusy is { } b ? Round(b) : null, gpuGiB is { } g2 ? Round(g2) : null, Math.Round(watt, 1));
    }

    // The order matters: L40S before L4.
    private static double WattOf(string model) => Boards.FirstOrDefault(b => model.Contains(b.Model, StringComparison.OrdinalIgnoreCase), ("", 250)).Watt;

    private static double Round(double value) => Math.Round(value, 4);
}

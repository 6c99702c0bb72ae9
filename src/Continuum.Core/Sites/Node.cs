using System.Globalization;

namespace Continuum.Core.Sites;

/// <summary>Where a node stands between the data centre and the field.</summary>
public enum Tier
{
    /// <summary>A data centre.</summary>
    Cloud,

    /// <summary>A regional or on-premises site.</summary>
    Edge,

    /// <summary>A device next to where data arises.</summary>
    FarEdge,
}

/// <summary>What a node can run, or what a workload asks for.</summary>
/// <param name="Cpu">Cores; fractions are allowed.</param>
/// <param name="MemoryGiB">Memory in GiB.</param>
public readonly record struct Capacity(double Cpu, double MemoryGiB);

/// <summary>GPUs of one model in a node.</summary>
/// <param name="Model">Product name as the device plugin reports it, e.g. A100-80GB.</param>
/// <param name="Count">How many.</param>
/// <param name="MemoryGiB">Memory of one, GiB.</param>
/// <param name="Bf16Tflops">Dense bf16 TFLOP/s of one, from the datasheet.</param>
/// <param name="MemoryGBps">Memory bandwidth of one, GB/s, from the datasheet.</param>
public sealed record Gpu(string Model, int Count, double MemoryGiB, double Bf16Tflops, double MemoryGBps);

/// <summary>Where a node's traffic enters the fabric.</summary>
public sealed record Attachment(string Switch, int Port, IPv4 Ip);

/// <summary>A machine.</summary>
public sealed record Node : ILabelled
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>cloud, edge or far-edge.</summary>
    public required Tier Tier { get; init; }

    /// <summary>Labels by their short keys.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Labels;

    /// <summary>Cores and memory.</summary>
    public required Capacity Capacity { get; init; }

    /// <summary>GPUs, one entry a model.</summary>
    public IReadOnlyList<Gpu> Gpus { get; init; } = [];

    /// <summary>Attachment to the fabric; null for a node without a network.</summary>
    public Attachment? Attach { get; init; }

    /// <summary>False when the node is down.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>False when it takes nothing new (cordoned, being drained).</summary>
    public bool Schedulable { get; init; } = true;

    /// <inheritdoc/>
    public IReadOnlyList<string> ValuesOf(string key) => key switch
    {
        LabelKeys.Name => [Name],
        LabelKeys.Tier => [TierNames.ToText(Tier)],
        LabelKeys.GpuModel => [.. Gpus.Select(g => g.Model).Distinct(StringComparer.Ordinal)],
        LabelKeys.GpuMemory => Gpus.Count == 0 ? [] : [Number((long)Math.Floor(Gpus.Max(g => g.MemoryGiB) * 1024))],
        LabelKeys.GpuCount => Gpus.Count == 0 ? [] : [Number(Gpus.Sum(g => g.Count))],
        _ => Labels.TryGetValue(key, out var value) ? [value] : [],
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The words of the site file for tiers.</summary>
public static class TierNames
{
    /// <summary>All tiers, from the centre outwards.</summary>
    public static readonly IReadOnlyList<string> All = ["cloud", "edge", "far-edge"];

    /// <summary>cloud, edge or far-edge.</summary>
    public static string ToText(Tier tier) => All[(int)tier];

    /// <summary>Reads cloud, edge or far-edge.</summary>
    public static bool TryParse(string text, out Tier tier)
    {
        for (var i = 0; i < All.Count; i++)
        {
            tier = (Tier)i;
            if (string.Equals(All[i], text, StringComparison.Ordinal)) return true;
        }

        tier = default;
        return false;
    }
}

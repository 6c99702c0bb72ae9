using System.Globalization;
using Continuum.Serving.Compute;

namespace Continuum.Serving.Stages;

/// <summary>Whether layers fit a node.</summary>
internal static class MemoryBudget
{
    private const double MiB = 1024 * 1024;

    /// <summary>Checks weights and KV of what is held together with what is to come.</summary>
    /// <exception cref="StageRefusalException">They are beyond the budget, with the numbers.</exception>
    public static void Require(StageSettings settings, ILayerSet layers, StageRange range)
    {
        if (settings.MemoryBudget <= 0) return;
        var all = layers.Layers.Union(Enumerable.Range(range.First, range.Count)).ToArray();
        var weights = WeightBytes(layers, all, range.LayerCount);
        var kv = all.Length * layers.Kv.BlockCount * layers.Kv.Shape.BlockBytes;
        if (weights + kv <= settings.MemoryBudget) return;
        throw new StageRefusalException(string.Create(CultureInfo.InvariantCulture,
            $"{settings.Node} cannot take layers {range}: {all.Length} layers need {weights / MiB:0.0} MiB of weights and {kv / MiB:0.0} MiB of KV; the budget is {settings.MemoryBudget / MiB:0.0} MiB. Give it fewer layers, fewer KV blocks or more memory."));
    }

    /// <summary>Bytes of weights of single layers.</summary>
    public static long WeightBytes(ILayerSet layers, IEnumerable<int> numbers, int layerCount) =>
        numbers.Sum(layer => layers.WeightBytes(new StageRange(layer, layer, layerCount)));
}

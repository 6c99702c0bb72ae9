using Continuum.Core.Sites;

namespace Continuum.Serving.Reconfiguration;

/// <summary>Which node holds which layers in an epoch. A node holds one contiguous range.</summary>
internal sealed class EpochLayout : IEquatable<EpochLayout>
{
    private readonly Stage[] stages;

    /// <param name="stages">Stages in the order of their layers.</param>
    /// <exception cref="ArgumentException">A gap, an overlap, or a node named twice.</exception>
    public EpochLayout(params IReadOnlyList<Stage> stages)
    {
        this.stages = [.. stages];
        if (stages.Count == 0) throw new ArgumentException("A pipeline needs at least one stage.");
        for (var i = 0; i < stages.Count; i++)
        {
            var expected = i == 0 ? 0 : stages[i - 1].Layers.Last + 1;
            if (stages[i].Layers.First != expected || stages[i].Layers.Last < expected)
                throw new ArgumentException($"Stage {i} on {stages[i].Node} has layers {stages[i].Layers}; a range that begins with {expected} was expected. Give every layer to one stage, in order.");
            for (var j = 0; j < i; j++)
                if (stages[j].Node == stages[i].Node) throw new ArgumentException($"Node {stages[i].Node} is named twice; a node holds one range of layers.");
        }
    }

    public IReadOnlyList<Stage> Stages => stages;

    public int LayerCount => stages[^1].Layers.Last + 1;

    public string First => stages[0].Node;

    public string Last => stages[^1].Node;

    public string OwnerOf(int layer)
    {
        foreach (var stage in stages)
            if (layer <= stage.Layers.Last) return stage.Node;
        throw new ArgumentOutOfRangeException(nameof(layer), layer, $"The pipeline has {LayerCount} layers.");
    }

    public LayerRange? RangeOf(string node)
    {
        foreach (var stage in stages)
            if (stage.Node == node) return stage.Layers;
        return null;
    }

    public bool Contains(string node) => RangeOf(node) is not null;

    public bool Holds(string node, int layer) => RangeOf(node) is { } range && range.First <= layer && layer <= range.Last;

    /// <summary>Where a node sends its hidden states; null is the head.</summary>
    public string? Next(string node)
    {
        for (var i = 0; i < stages.Length - 1; i++)
            if (stages[i].Node == node) return stages[i + 1].Node;
        return null;
    }

    public bool Equals(EpochLayout? other) => other is not null && stages.AsSpan().SequenceEqual(other.stages);

    public override bool Equals(object? obj) => Equals(obj as EpochLayout);

    public override int GetHashCode() => stages.Aggregate(17, HashCode.Combine);

    public override string ToString() => string.Join(",", stages.Select(s => $"{s.Node}:{s.Layers}"));
}

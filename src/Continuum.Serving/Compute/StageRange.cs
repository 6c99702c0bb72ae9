namespace Continuum.Serving.Compute;

/// <summary>
/// A contiguous range of decoder layers. The embedding belongs to the first stage, final norm and output projection to the last.
/// </summary>
/// <param name="First">First layer, from 0.</param>
/// <param name="Last">Last layer, inclusive.</param>
/// <param name="LayerCount">Layers of the whole model.</param>
public readonly record struct StageRange(int First, int Last, int LayerCount)
{
    /// <summary>Number of layers in the range.</summary>
    public int Count => Last - First + 1;

    /// <summary>Whether the stage turns tokens into hidden states.</summary>
    public bool IsFirst => First == 0;

    /// <summary>Whether the stage turns hidden states into logits.</summary>
    public bool IsLast => Last == LayerCount - 1;

    /// <summary>The whole model as one stage.</summary>
    /// <param name="layerCount">Layers of the model.</param>
    /// <returns>The range.</returns>
    public static StageRange Whole(int layerCount) => new(0, layerCount - 1, layerCount);

    /// <summary>Cuts a model into stages.</summary>
    /// <param name="counts">Layers of each stage, in order.</param>
    /// <returns>The ranges.</returns>
    /// <exception cref="ArgumentException">A stage would be empty.</exception>
    public static IReadOnlyList<StageRange> Split(params IReadOnlyList<int> counts)
    {
        if (counts.Count == 0 || counts.Any(count => count <= 0))
            throw new ArgumentException($"Layer counts are {string.Join(", ", counts)}; every stage needs at least one layer.", nameof(counts));
        var total = counts.Sum();
        var first = 0;
        return [.. counts.Select(count => new StageRange(first, (first += count) - 1, total))];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{First}-{Last}";
}

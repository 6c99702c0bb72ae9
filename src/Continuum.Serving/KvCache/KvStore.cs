using System.Collections.Immutable;

namespace Continuum.Serving.KvCache;

/// <summary>
/// The keys and values that a stage holds: for each of its layers one area of all blocks, so that a layer's cache moves
/// or goes as a unit. Blocks are append-only; each (layer, block) knows its generation and filled slots, which is all that a
/// copier needs to find what is new. One writer and any number of copiers may work at once.
/// </summary>
public sealed class KvStore : IDisposable
{
    private readonly Lock gate = new();
    // Replaced as a whole: a layer comes or goes while another thread computes or copies.
    private volatile ImmutableSortedDictionary<int, KvLayer> layers = ImmutableSortedDictionary<int, KvLayer>.Empty;

    /// <summary>Creates a store.</summary>
    /// <param name="shape">Shape of a block.</param>
    /// <param name="blockCount">Number of blocks.</param>
    /// <param name="layerNumbers">Layers to hold from the start.</param>
    public KvStore(KvShape shape, int blockCount, IEnumerable<int> layerNumbers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        (Shape, BlockCount) = (shape, blockCount);
        foreach (var layer in layerNumbers) Add(layer);
    }

    /// <summary>Shape of a block.</summary>
    public KvShape Shape { get; }

    /// <summary>Number of blocks.</summary>
    public int BlockCount { get; }

    /// <summary>The layers held, ascending.</summary>
    public IReadOnlyCollection<int> Layers => [.. layers.Keys];

    /// <summary>Bytes reserved for all layers; memory is taken as blocks are first written.</summary>
    public long CapacityBytes => layers.Count * BlockCount * Shape.BlockBytes;

    /// <summary>The highest generation of any block in any layer.</summary>
    public int HighestGeneration => layers.Values.Select(layer => layer.HighestGeneration).DefaultIfEmpty().Max();

    /// <summary>Takes a layer in, empty.</summary>
    /// <param name="layer">The layer's number in the model.</param>
    public void Add(int layer)
    {
        var added = new KvLayer(layer, Shape, BlockCount);
        lock (gate)
        {
            if (!layers.ContainsKey(layer))
            {
                layers = layers.Add(layer, added);
                return;
            }
        }
        added.Dispose();
        throw new ArgumentException($"Layer {layer} is held already.", nameof(layer));
    }

    /// <summary>Zeroes a layer's cache and gives its memory back.</summary>
    /// <param name="layer">The layer's number in the model.</param>
    public void Remove(int layer)
    {
        KvLayer? removed;
        lock (gate)
        {
            if (!layers.TryGetValue(layer, out removed)) return;
            layers = layers.Remove(layer);
        }
        removed.Erase();
        removed.Dispose();
    }

    /// <summary>A layer's cache.</summary>
    /// <param name="layer">The layer's number in the model.</param>
    /// <returns>The cache.</returns>
    /// <exception cref="KvStateException">The store does not hold the layer.</exception>
    public KvLayer this[int layer] => layers.TryGetValue(layer, out var found) ? found
        : throw new KvStateException($"Layer {layer} is not held here; layers {string.Join(", ", layers.Keys)} are.");

    /// <summary>Zeroes everything and gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var layer in layers.Keys.ToArray()) Remove(layer);
    }
}

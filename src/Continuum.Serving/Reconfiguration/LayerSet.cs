using System.Collections;
using Continuum.Core.Sites;

namespace Continuum.Serving.Reconfiguration;

/// <summary>Some layers, ascending.</summary>
internal readonly struct LayerSet : IReadOnlyList<int>
{
    private readonly int[]? layers;

    public LayerSet(IEnumerable<int> layers)
    {
        var sorted = layers.Distinct().ToArray();
        Array.Sort(sorted);
        this.layers = sorted;
    }

    private LayerSet(int[] sorted) => layers = sorted;

    public static LayerSet Of(LayerRange? range)
    {
        if (range is not { } some) return default;
        var all = new int[some.Count];
        for (var i = 0; i < all.Length; i++) all[i] = some.First + i;
        return new LayerSet(all);
    }

    private int[] Items => layers ?? [];

    public int Count => Items.Length;

    public int this[int index] => Items[index];

    public int IndexOf(int layer)
    {
        var index = Array.BinarySearch(Items, layer);
        return index >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(layer), layer, $"Layer {layer} is not among {this}.");
    }

    public bool Contains(int layer) => Array.BinarySearch(Items, layer) >= 0;

    public LayerSet Without(LayerSet others) => new(Array.FindAll(Items, layer => !others.Contains(layer)));

    public LayerSet With(LayerSet others)
    {
        if (Count == 0) return others;
        return others.Count == 0 ? this : new LayerSet(Items.Concat(others.Items));
    }

    public LayerSet Where(Predicate<int> condition) => new(Array.FindAll(Items, condition));

    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"[{string.Join(' ', Items)}]";
}

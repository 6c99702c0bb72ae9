using Continuum.Serving.KvCache;

namespace Continuum.Serving.Tests.KvCache;

public class KvStoreTests
{
    private static readonly KvShape Shape = new(2, 24);

    [Fact]
    public void SlotsTravelInRounds()
    {
        using var source = new KvStore(Shape, 3, [4, 5]);
        using var target = new KvStore(Shape, 3, [5]);
        var block = new KvBlock(2, 7);
        source[5].CopyIn(block, 0, Filled(5, 1));
        Move(source, target, block);
        source[5].CopyIn(block, 5, Filled(11, 2));
        Move(source, target, block);
        Assert.Equal(16, target[5].Filled(block));
        Assert.Equal(Read(source, block), Read(target, block));
        Assert.Equal(0, target[5].Filled(new KvBlock(2, 8)));
    }

    [Fact]
    public void RepeatedSlotsChangeNothing()
    {
        using var store = new KvStore(Shape, 1, [0]);
        var block = new KvBlock(0, 1);
        store[0].CopyIn(block, 0, Filled(3, 1));
        store[0].CopyIn(block, 0, Filled(3, 9));
        Assert.Equal(1, Read(store, block)[0]);
    }

    [Fact]
    public void GapsStaleBlocksAndForeignLayersAreRefused()
    {
        using var store = new KvStore(Shape, 2, [0]);
        Assert.Contains("gap", Assert.Throws<KvStateException>(() => store[0].CopyIn(new KvBlock(0, 1), 3, Filled(1, 1))).Message);
        store[0].CopyIn(new KvBlock(0, 2), 0, Filled(1, 1));
        Assert.Contains("generation 2", Assert.Throws<KvStateException>(() => store[0].CopyIn(new KvBlock(0, 1), 0, Filled(1, 1))).Message);
        Assert.Throws<KvStateException>(() => store[0].CopyOut(new KvBlock(0, 2), 0, 2, new float[1000]));
        Assert.Throws<KvStateException>(() => store[0].Filled(new KvBlock(2, 1)));
        Assert.Throws<KvStateException>(() => store[1]);
        Assert.Throws<KvStateException>(() => store[0].CopyIn(new KvBlock(1, 1), 0, Filled(17, 1)));
    }

    [Fact]
    public void ALayerGoesAsAUnit()
    {
        using var store = new KvStore(Shape, 2, [0, 1]);
        store[1].CopyIn(new KvBlock(0, 1), 0, Filled(2, 1));
        store.Remove(1);
        Assert.Equal([0], store.Layers);
        store.Add(1);
        Assert.Equal(0, store[1].Filled(new KvBlock(0, 1)));
        Assert.Equal(2 * 2 * Shape.BlockBytes, store.CapacityBytes);
    }

    private static float[] Filled(int slots, int value) => [.. Enumerable.Range(0, 2 * slots * Shape.SlotFloats).Select(i => value + i * 0.001f)];

    private static float[] Read(KvStore store, KvBlock block)
    {
        var count = store[store.Layers.Last()].Filled(block);
        var slots = new float[2 * count * Shape.SlotFloats];
        store[store.Layers.Last()].CopyOut(block, 0, count, slots);
        return slots;
    }

    private static void Move(KvStore source, KvStore target, KvBlock block)
    {
        var from = target[5].Filled(block);
        var slots = new float[2 * (source[5].Filled(block) - from) * Shape.SlotFloats];
        source[5].CopyOut(block, from, source[5].Filled(block) - from, slots);
        target[5].CopyIn(block, from, slots);
    }
}

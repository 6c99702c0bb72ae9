using Continuum.Serving.KvCache;
using Continuum.Serving.Reconfiguration;
using Continuum.Serving.Reconfiguration.Copying;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>A stage's KV cache with a number for each slot, and the same rules as <see cref="KvLayer"/>.</summary>
internal sealed class ToyCache(int layers, int blockCount) : IKvTable
{
    private readonly Layer?[] held = new Layer?[layers];

    public int HighestGeneration { get; private set; }

    public bool Has(int layer) => held[layer] is not null;

    public int LayerCount => held.Count(layer => layer is not null);

    public void Add(int layer) => held[layer] ??= new Layer(blockCount);

    public void Remove(int layer) => held[layer] = null;

    public void Erase(int layer) => held[layer] = new Layer(blockCount);

    public int Filled(int layer, KvBlock block)
    {
        var states = Of(layer);
        return states.Generations[block.Id] == block.Generation ? states.Filled[block.Id] : 0;
    }

    public ulong Read(int layer, KvBlock block, int slot)
    {
        if (slot >= Filled(layer, block)) throw new Violation($"slot {slot} of block {block} in layer {layer} was read; {Filled(layer, block)} are filled under that generation");
        return Of(layer).Values[block.Id * KvBlock.Slots + slot];
    }

    public void Write(int layer, KvBlock block, int slot, ulong value)
    {
        var states = Of(layer);
        if (states.Generations[block.Id] > block.Generation) throw new Violation($"block {block} in layer {layer} was written; generation {states.Generations[block.Id]} is in use");
        if (states.Generations[block.Id] < block.Generation) (states.Generations[block.Id], states.Filled[block.Id]) = (block.Generation, 0);
        if (slot > states.Filled[block.Id]) throw new Violation($"slot {slot} of block {block} in layer {layer} was written; {states.Filled[block.Id]} are filled, which leaves a gap");
        HighestGeneration = Math.Max(HighestGeneration, block.Generation);
        states.Values[block.Id * KvBlock.Slots + slot] = value;
        states.Filled[block.Id] = Math.Max(states.Filled[block.Id], slot + 1);
    }

    /// <summary>The checksum of a slot; its place is part of it.</summary>
    public static ulong Sum(int layer, KvBlock block, int slot, ulong value) => ToyModel.Mix(value, (ulong)((layer * 4096 + block.Id) * KvBlock.Slots + slot));

    private Layer Of(int layer) => held[layer] ?? throw new Violation($"layer {layer} was used; the stage does not hold it");

    private sealed class Layer(int blockCount)
    {
        public int[] Generations { get; } = new int[blockCount];

        public int[] Filled { get; } = new int[blockCount];

        public ulong[] Values { get; } = new ulong[blockCount * KvBlock.Slots];
    }
}

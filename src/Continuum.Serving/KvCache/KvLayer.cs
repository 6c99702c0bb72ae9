using System.Runtime.InteropServices;
using Continuum.Serving.Compute.Simd;

namespace Continuum.Serving.KvCache;

/// <summary>Keys and values of one layer.</summary>
public sealed unsafe class KvLayer : IDisposable
{
    private readonly AlignedBuffer memory;
    private readonly long[] states;
    private readonly int number;
    private readonly KvShape shape;

    internal KvLayer(int number, KvShape shape, int blockCount)
    {
        (this.number, this.shape) = (number, shape);
        states = new long[blockCount];
        memory = new AlignedBuffer((long)blockCount * shape.BlockFloats);
    }

    /// <summary>The highest generation of any block, 0 if none was ever written.</summary>
    public int HighestGeneration
    {
        get
        {
            var highest = 0L;
            for (var id = 0; id < states.Length; id++) highest = Math.Max(highest, Volatile.Read(ref states[id]) >> 32);
            return (int)highest;
        }
    }

    /// <summary>Slots of a block that hold tokens, from slot 0.</summary>
    /// <param name="block">The block.</param>
    /// <returns>0 to 16; 0 where the store knows an older generation.</returns>
    /// <exception cref="KvStateException">The block has been handed out anew since.</exception>
    public int Filled(KvBlock block)
    {
        var (generation, filled) = State(block);
        if (generation > block.Generation) throw Stale(block, generation);
        return generation == block.Generation ? filled : 0;
    }

    /// <summary>
    /// Copies slots out, keys then values, [2, slots, slot floats]. Filled slots never change, so a copier needs no lock; it
    /// checks afterwards that the generation is still the same.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="first">First slot.</param>
    /// <param name="count">Number of slots, all filled.</param>
    /// <param name="target">Receives 2 x count x slot floats.</param>
    /// <exception cref="KvStateException">The slots are not filled, or the block was handed out anew.</exception>
    public void CopyOut(KvBlock block, int first, int count, Span<float> target)
    {
        var filled = Filled(block);
        if (first < 0 || count < 0 || first + count > filled)
            throw new KvStateException($"Layer {number}, block {block.Id}: slots {first}..{first + count - 1} were asked for; {filled} are filled.");
        var part = count * shape.SlotFloats;
        new ReadOnlySpan<float>(Keys(block.Id) + first * shape.SlotFloats, part).CopyTo(target);
        new ReadOnlySpan<float>(Values(block.Id) + first * shape.SlotFloats, part).CopyTo(target[part..]);
        Filled(block);
    }

    /// <summary>Copies slots in. Repeating a copy does nothing, so a message may be sent twice.</summary>
    /// <param name="block">The block.</param>
    /// <param name="first">First slot; all before it are filled.</param>
    /// <param name="source">Keys then values, [2, slots, slot floats].</param>
    /// <exception cref="KvStateException">There would be a gap, or the block was handed out anew.</exception>
    public void CopyIn(KvBlock block, int first, ReadOnlySpan<float> source)
    {
        var count = source.Length / (2 * shape.SlotFloats);
        if (source.Length != count * 2 * shape.SlotFloats || first + count > KvBlock.Slots)
            throw new KvStateException($"Layer {number}, block {block.Id}: {source.Length} floats from slot {first} do not fit {KvBlock.Slots} slots of {2 * shape.SlotFloats}.");
        BeginAppend(block, first);
        var filled = Filled(block);
        if (first + count <= filled) return;
        var part = count * shape.SlotFloats;
        source[..part].CopyTo(new Span<float>(Keys(block.Id) + first * shape.SlotFloats, part));
        source[part..].CopyTo(new Span<float>(Values(block.Id) + first * shape.SlotFloats, part));
        EndAppend(block, first + count);
    }

    /// <summary>Overwrites all blocks with zeros.</summary>
    public void Erase()
    {
        Array.Clear(states);
        NativeMemory.Clear(memory.Data, (nuint)(memory.Length * sizeof(float)));
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();

    /// <summary>Checks that slot <paramref name="slot"/> can be written; a newer generation starts the block over.</summary>
    internal void BeginAppend(KvBlock block, int slot)
    {
        var (generation, filled) = State(block);
        if (generation > block.Generation) throw Stale(block, generation);
        if (generation < block.Generation)
        {
            filled = 0;
            Volatile.Write(ref states[block.Id], (long)block.Generation << 32);
        }
        if (slot > filled)
            throw new KvStateException($"Layer {number}, block {block.Id}, generation {block.Generation}: slot {slot} was to be written; only {filled} are filled, which would leave a gap.");
    }

    /// <summary>Publishes slots below <paramref name="filled"/> to copiers.</summary>
    internal void EndAppend(KvBlock block, int filled)
    {
        if (filled > State(block).Filled) Volatile.Write(ref states[block.Id], ((long)block.Generation << 32) | (uint)filled);
    }

    internal float* Keys(int block) => memory.Data + (long)block * shape.BlockFloats;

    internal float* Values(int block) => Keys(block) + KvBlock.Slots * shape.SlotFloats;

    private (int Generation, int Filled) State(KvBlock block)
    {
        if ((uint)block.Id >= (uint)states.Length)
            throw new KvStateException($"Layer {number}: block {block.Id} was named; the store has {states.Length}.");
        var state = Volatile.Read(ref states[block.Id]);
        return ((int)(state >> 32), (int)state);
    }

    private KvStateException Stale(KvBlock block, int generation) =>
        new($"Layer {number}, block {block.Id}: generation {block.Generation} was named; the block is in use as generation {generation}.");
}

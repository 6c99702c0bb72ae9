namespace Continuum.Serving.KvCache;

/// <summary>
/// Hands out the blocks of the logical table. Block ids are equal on all stages, so an allocation here holds on every
/// owner or on none; <see cref="Limit"/> is the smallest budget among them. Safe for concurrent use: copiers pin.
/// </summary>
public sealed class KvAllocator
{
    private readonly Lock gate = new();
    private readonly Stack<int> free;
    private readonly int[] generations;
    private readonly bool[] inUse;
    private readonly int[] pins;
    private int reserved;
    private int used;
    private int limit;

    /// <summary>Creates an allocator with all blocks free.</summary>
    /// <param name="blockCount">Blocks that every stage has.</param>
    /// <param name="generation">Highest generation that any stage has seen: a restarted head hands out later ones.</param>
    public KvAllocator(int blockCount, int generation = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blockCount);
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        limit = blockCount;
        generations = new int[blockCount];
        Array.Fill(generations, generation);
        inUse = new bool[blockCount];
        pins = new int[blockCount];
        free = new Stack<int>(Enumerable.Range(0, blockCount).Reverse());
    }

    /// <summary>Blocks that exist.</summary>
    public int BlockCount => generations.Length;

    /// <summary>Blocks in use, those freed but still pinned included.</summary>
    public int Used { get { lock (gate) return used; } }

    /// <summary>Blocks that can be taken or reserved now; 0 while more are in use than a lowered limit allows.</summary>
    public int Available { get { lock (gate) return Math.Max(0, limit - used - reserved); } }

    /// <summary>Whether every block is free and nothing is reserved or pinned: how a pool looks after all requests.</summary>
    public bool IsWhole { get { lock (gate) return used == 0 && reserved == 0 && pins.All(p => p == 0) && free.Count == BlockCount; } }

    /// <summary>Blocks that may be in use or reserved. Lowering it takes nothing away, it only stops new allocations.</summary>
    public int Limit
    {
        get { lock (gate) return limit; }
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, BlockCount);
            lock (gate) limit = value;
        }
    }

    /// <summary>
    /// Continues after generations that another allocator has handed out: stages keep what they were told by a head before this
    /// one, and refuse lower generations as stale. Blocks in use keep theirs.
    /// </summary>
    /// <param name="generation">The highest generation known to any stage.</param>
    public void ContinueAfter(int generation)
    {
        lock (gate)
        {
            for (var id = 0; id < generations.Length; id++)
                if (!inUse[id] && pins[id] == 0) generations[id] = Math.Max(generations[id], generation);
        }
    }

    /// <summary>Takes blocks, all or none.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The blocks, each with a new generation, or null if there are not enough.</returns>
    public KvBlock[]? TryTake(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (gate)
        {
            if (limit - used - reserved < count) return null;
            return TakeLocked(count);
        }
    }

    /// <summary>Sets capacity aside without choosing blocks, for growth that must not fail later.</summary>
    /// <param name="count">How many blocks.</param>
    /// <returns>The reservation, or null if there are not enough.</returns>
    public KvReservation? TryReserve(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (gate)
        {
            if (limit - used - reserved < count) return null;
            reserved += count;
            return new KvReservation(this, count);
        }
    }

    /// <summary>Gives blocks back. A pinned block becomes free when its last pin goes.</summary>
    /// <param name="blocks">Blocks in use.</param>
    /// <exception cref="KvStateException">A block is not in use under that generation: freed twice, or stale.</exception>
    public void Free(IEnumerable<KvBlock> blocks)
    {
        lock (gate)
        {
            foreach (var block in blocks)
            {
                Require(block);
                inUse[block.Id] = false;
                if (pins[block.Id] == 0) Recycle(block.Id);
            }
        }
    }

    /// <summary>Keeps a block from being handed out anew while it is read.</summary>
    /// <param name="block">A block in use.</param>
    /// <returns>Disposing it ends the pin.</returns>
    /// <exception cref="KvStateException">The block is not in use under that generation.</exception>
    public IDisposable Pin(KvBlock block)
    {
        lock (gate)
        {
            Require(block);
            pins[block.Id]++;
            return new KvPin(this, block.Id);
        }
    }

    internal void Unpin(int id)
    {
        lock (gate)
        {
            if (--pins[id] == 0 && !inUse[id]) Recycle(id);
        }
    }

    internal KvBlock TakeReserved()
    {
        lock (gate)
        {
            reserved--;
            return TakeLocked(1)[0];
        }
    }

    internal void Unreserve(int count)
    {
        lock (gate) reserved -= count;
    }

    private KvBlock[] TakeLocked(int count)
    {
        var taken = new KvBlock[count];
        for (var i = 0; i < count; i++)
        {
            var id = free.Pop();
            inUse[id] = true;
            taken[i] = new KvBlock(id, ++generations[id]);
        }
        used += count;
        return taken;
    }

    private void Recycle(int id)
    {
        used--;
        free.Push(id);
    }

    private void Require(KvBlock block)
    {
        if ((uint)block.Id >= (uint)BlockCount) throw new KvStateException($"Block {block.Id} was named; the pool has {BlockCount}.");
        if (!inUse[block.Id] || generations[block.Id] != block.Generation)
            throw new KvStateException($"Block {block.Id} was named as generation {block.Generation}; it is {(inUse[block.Id] ? "in use" : "free")} as generation {generations[block.Id]}.");
    }
}

using Continuum.Serving.KvCache;

namespace Continuum.Serving.Reconfiguration.Copying;

/// <summary>
/// How far each (layer, block) was copied: generation, slots, and the sum of the slots' checksums. KV is append-only, so this
/// is the whole state of a copy, on the side that sends as on the side that receives. Safe for concurrent use.
/// </summary>
internal sealed class SlotLedger(LayerSet layers, int blockCount, Safeguards safeguards)
{
    private readonly Lock gate = new();
    private readonly Mark[] marks = new Mark[layers.Count * blockCount];

    public LayerSet Layers => layers;

    /// <summary>Slots of the block that were copied under its generation.</summary>
    public int Slots(int layer, KvBlock block)
    {
        lock (gate) return SlotsLocked(ref At(layer, block.Id), block);
    }

    /// <summary>Whether the block is known under a later generation.</summary>
    public bool IsStale(int layer, KvBlock block)
    {
        lock (gate) return safeguards.CheckGeneration && At(layer, block.Id).Generation > block.Generation;
    }

    /// <summary>Records slots that follow what was copied.</summary>
    /// <param name="sums">A checksum for each slot from <paramref name="first"/>; those already counted are skipped.</param>
    /// <returns>False if slots before them are missing, because the layer was reset meanwhile: they come again.</returns>
    public bool Add(int layer, KvBlock block, int first, ReadOnlySpan<ulong> sums)
    {
        lock (gate)
        {
            ref var mark = ref At(layer, block.Id);
            var known = SlotsLocked(ref mark, block);
            if (first > known) return false;
            if (mark.Generation != block.Generation) mark = safeguards.CheckGeneration ? new Mark { Generation = block.Generation } : mark with { Generation = block.Generation };
            for (var i = safeguards.DropDuplicates ? known - first : 0; i < sums.Length; i++) mark.Sum += sums[i];
            mark.Slots = Math.Max(known, first + sums.Length);
            return true;
        }
    }

    /// <summary>Forgets a layer: what was sent may be lost.</summary>
    public void Reset(int layer)
    {
        lock (gate) Array.Clear(marks, layers.IndexOf(layer) * blockCount, blockCount);
    }

    /// <summary>Whether every block is there in every layer, no more and no less.</summary>
    public bool Holds(IReadOnlyList<BlockFill> blocks)
    {
        lock (gate)
        {
            foreach (var layer in layers)
                foreach (var fill in blocks)
                    if (SlotsLocked(ref At(layer, fill.Block.Id), fill.Block) != fill.Filled) return false;
            return true;
        }
    }

    /// <summary>Checksum of each layer over some blocks.</summary>
    public LayerSum[] Sums(IReadOnlyList<BlockFill> blocks)
    {
        lock (gate)
        {
            var sums = new LayerSum[layers.Count];
            for (var i = 0; i < sums.Length; i++)
            {
                var sum = 0UL;
                foreach (var fill in blocks)
                {
                    var mark = marks[i * blockCount + fill.Block.Id];
                    if (mark.Generation == fill.Block.Generation) sum += mark.Sum;
                }
                sums[i] = new LayerSum(layers[i], sum);
            }
            return sums;
        }
    }

    private int SlotsLocked(ref Mark mark, KvBlock block) => mark.Generation == block.Generation || !safeguards.CheckGeneration ? mark.Slots : 0;

    private ref Mark At(int layer, int block) => ref marks[layers.IndexOf(layer) * blockCount + block];

    private record struct Mark(int Generation, int Slots, ulong Sum);
}

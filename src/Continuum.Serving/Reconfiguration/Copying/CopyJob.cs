namespace Continuum.Serving.Reconfiguration.Copying;

/// <summary>
/// One order to copy, as a copier works it off: for every layer that leaves and every block, the slots beyond the watermark.
/// One copier drives it; cancelling and starting over may come from elsewhere.
/// </summary>
internal sealed class CopyJob(string node, CopyBlocks order, EpochLayout to, SlotLedger ledger)
{
    private int position;
    private volatile bool cancelled;
    private volatile bool again;

    public CopyBlocks Order => order;

    /// <summary>Slots of single layers sent.</summary>
    public long Slots { get; private set; }

    /// <summary>Bytes sent, as the copier counts them.</summary>
    public long Bytes { get; private set; }

    public bool IsCancelled => cancelled;

    /// <summary>Finds the next slots to send.</summary>
    /// <param name="kv">The cache.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="target">The node that takes the layer over.</param>
    /// <returns>False at the end, or when cancelled.</returns>
    public bool TryNext(IKvTable kv, out KvSlots slots, out string target)
    {
        if (again)
        {
            again = false;
            position = 0;
        }
        var blocks = order.Blocks;
        for (var end = ledger.Layers.Count * blocks.Count; position < end && !cancelled; position++)
        {
            var (layer, fill) = (ledger.Layers[position / blocks.Count], blocks[position % blocks.Count]);
            var sent = ledger.Slots(layer, fill.Block);
            var filled = kv.Filled(layer, fill.Block);
            if (order.Final) filled = Math.Min(filled, fill.Filled);
            if (filled <= sent) continue;
            slots = new KvSlots(order.Term, order.Epoch, layer, fill.Block, sent, filled - sent);
            target = to.OwnerOf(layer);
            return true;
        }
        (slots, target) = (default, node);
        return false;
    }

    /// <summary>Counts slots as sent.</summary>
    /// <param name="slots">What <see cref="TryNext"/> gave.</param>
    /// <param name="sums">A checksum for each slot.</param>
    /// <param name="bytes">Bytes of the frame.</param>
    public void Sent(in KvSlots slots, ReadOnlySpan<ulong> sums, long bytes)
    {
        ledger.Add(slots.Layer, slots.Block, slots.First, sums);
        Slots += slots.Count;
        Bytes += bytes;
    }

    /// <summary>Stops before the next frame.</summary>
    public void Cancel() => cancelled = true;

    /// <summary>Looks at all blocks again: a connection broke.</summary>
    public void StartOver() => again = true;

    /// <summary>Checksum of each layer over the blocks of the order.</summary>
    public LayerSum[] Sums() => ledger.Sums(order.Blocks);
}

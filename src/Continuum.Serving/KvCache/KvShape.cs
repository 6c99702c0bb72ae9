namespace Continuum.Serving.KvCache;

/// <summary>How keys and values of one layer lie in a block: [K, V] x [slot] x [KV head] x [padded head], single precision.</summary>
/// <param name="KvHeads">Number of KV heads.</param>
/// <param name="HeadSize">Elements of a head.</param>
public readonly record struct KvShape(int KvHeads, int HeadSize)
{
    /// <summary>Elements of a head with padding to whole lines of 16; the padding is always zero.</summary>
    public int PaddedHead => (HeadSize + 15) / 16 * 16;

    /// <summary>Floats of one token's keys, or of its values.</summary>
    public int SlotFloats => KvHeads * PaddedHead;

    /// <summary>Floats of a block in one layer.</summary>
    public int BlockFloats => 2 * KvBlock.Slots * SlotFloats;

    /// <summary>Bytes of a block in one layer.</summary>
    public long BlockBytes => (long)BlockFloats * sizeof(float);
}

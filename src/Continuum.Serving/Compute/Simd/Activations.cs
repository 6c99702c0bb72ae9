using Continuum.Serving.KvCache;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Simd;

/// <summary>The intermediate results of a micro-batch, a row for each token. Columns beyond a row's length stay zero.</summary>
internal sealed unsafe class Activations : IDisposable
{
    private readonly int hiddenSize, vocabularySize, paddedQuery, tokens;
    private readonly AlignedBuffer hidden, normed, qkv, query, attention, gateUp, ffn;
    private AlignedBuffer logits;

    public Activations(ModelConfig config, KvShape shape, int tokens)
    {
        this.tokens = tokens;
        hiddenSize = config.HiddenSize;
        vocabularySize = config.VocabularySize;
        HiddenStride = Lanes.Pad(config.HiddenSize);
        QkvStride = Lanes.Pad(config.QuerySize + 2 * config.KvSize);
        QueryStride = Lanes.Pad(config.QuerySize);
        FfnStride = Lanes.Pad(config.FfnSize);
        LogitStride = Lanes.Pad(config.VocabularySize);
        paddedQuery = config.HeadCount * shape.PaddedHead;
        hidden = Rows(HiddenStride);
        normed = Rows(HiddenStride);
        qkv = Rows(QkvStride);
        query = Rows(paddedQuery);
        attention = Rows(QueryStride);
        gateUp = Rows(2 * FfnStride);
        ffn = Rows(FfnStride);
        logits = new AlignedBuffer(LogitStride);
    }

    public int HiddenStride { get; }

    public int QkvStride { get; }

    public int QueryStride { get; }

    public int FfnStride { get; }

    public int LogitStride { get; }

    public float* Hidden(int t) => hidden.Data + (long)t * HiddenStride;

    public float* Normed(int t) => normed.Data + (long)t * HiddenStride;

    public float* Qkv(int t) => qkv.Data + (long)t * QkvStride;

    public float* Query(int t) => query.Data + (long)t * paddedQuery;

    public float* Attention(int t) => attention.Data + (long)t * QueryStride;

    public float* GateUp(int t) => gateUp.Data + (long)t * 2 * FfnStride;

    public float* Ffn(int t) => ffn.Data + (long)t * FfnStride;

    public float* Logits(int t) => logits.Data + (long)t * LogitStride;

    /// <summary>Few tokens of a batch need logits, and a row is long: grown on demand.</summary>
    public void ReserveLogits(int rows)
    {
        if (logits.Length >= (long)rows * LogitStride) return;
        logits.Dispose();
        logits = new AlignedBuffer((long)rows * LogitStride);
    }

    public void LoadHidden(ReadOnlySpan<float> source)
    {
        for (var t = 0; t * hiddenSize < source.Length; t++)
            source.Slice(t * hiddenSize, hiddenSize).CopyTo(new Span<float>(Hidden(t), hiddenSize));
    }

    public void StoreHidden(Span<float> target)
    {
        for (var t = 0; t * hiddenSize < target.Length; t++)
            new ReadOnlySpan<float>(Hidden(t), hiddenSize).CopyTo(target[(t * hiddenSize)..]);
    }

    public void Dispose()
    {
        foreach (var buffer in new[] { hidden, normed, qkv, query, attention, gateUp, ffn, logits }) buffer.Dispose();
    }

    private AlignedBuffer Rows(int stride) => new((long)tokens * stride);
}

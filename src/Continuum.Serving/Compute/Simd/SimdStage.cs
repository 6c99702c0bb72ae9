using Continuum.Serving.Compute.Packing;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Compute.Simd;

/// <summary>A range of layers on the processor, run over layers and a cache that a <see cref="SimdLayerSet"/> holds.</summary>
internal sealed unsafe class SimdStage : IStageExecutor
{
    private readonly ModelConfig config;
    private readonly Tensor embedding;
    private readonly IReadOnlyList<SimdLayer> layers;
    private readonly PackedPart? output;
    private readonly WorkerTeam team;
    private readonly MatrixMultiplier matrices;
    private readonly RotaryTable rotary;
    private readonly Activations activations;
    private readonly int maxTokens;
    private readonly int maxPositions;
    private readonly Action released;
    private int disposed;

    public SimdStage(
        Checkpoint checkpoint, StageRange range, StageOptions stage, SimdOptions options,
        IReadOnlyList<SimdLayer> layers, PackedPart? output, KvStore kv, Action released)
    {
        config = checkpoint.Config;
        Range = range;
        (this.layers, this.output, this.released) = (layers, output, released);
        maxTokens = stage.MaxBatchTokens;
        maxPositions = (int)Math.Min(config.ContextLength, (long)stage.KvBlocks * KvBlock.Slots);
        embedding = checkpoint[TensorNames.Embedding];
        Kv = kv;
        team = new WorkerTeam(options.Threads);
        matrices = new MatrixMultiplier(team, options.Width == VectorWidth.Widest ? KernelSet.Widest : options.Width);
        rotary = new RotaryTable(config, maxPositions);
        activations = new Activations(config, Kv.Shape, maxTokens);
    }

    public StageRange Range { get; }

    public KvStore Kv { get; }

    public int InputLength(MicroBatch batch) => Range.IsFirst ? 0 : batch.TokenCount * config.HiddenSize;

    public int OutputLength(MicroBatch batch) =>
        Range.IsLast ? batch.LogitRows * config.VocabularySize : batch.TokenCount * config.HiddenSize;

    public void Execute(MicroBatch batch, ReadOnlySpan<float> input, Span<float> result)
    {
        Check(batch, input.Length, result.Length);
        var rows = TokenRow.Of(batch);
        if (Range.IsFirst) Embed(batch);
        else activations.LoadHidden(input);
        foreach (var layer in layers) Forward(layer, batch, rows);
        if (Range.IsLast) Logits(batch, result);
        else activations.StoreHidden(result);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        team.Dispose();
        rotary.Dispose();
        activations.Dispose();
        released();
    }

    private void Check(MicroBatch batch, int input, int result)
    {
        if (batch.TokenCount is 0 || batch.TokenCount > maxTokens)
            throw new ArgumentException($"The micro-batch has {batch.TokenCount} tokens; 1 to {maxTokens} were expected.", nameof(batch));
        if (input != InputLength(batch) || result != OutputLength(batch))
            throw new ArgumentException($"Input and output hold {input} and {result} floats; {InputLength(batch)} and {OutputLength(batch)} were expected.", nameof(batch));
        foreach (var slice in batch.Slices)
        {
            if (slice.Count == 0 || slice.Start < 0 || slice.End > maxPositions || slice.Blocks.Length < KvBlock.Count(slice.End) || slice.LogitRows > slice.Count)
                throw new ArgumentException($"Sequence {slice.Sequence}: {slice.Count} tokens from position {slice.Start} with {slice.Blocks.Length} blocks and {slice.LogitRows} logit rows do not fit a context of {maxPositions}.", nameof(batch));
        }
    }

    private void Embed(MicroBatch batch)
    {
        var row = 0;
        foreach (var slice in batch.Slices)
        {
            foreach (var token in slice.Tokens.Span)
            {
                if ((uint)token >= (uint)config.VocabularySize)
                    throw new ArgumentException($"Sequence {slice.Sequence}: token {token} is outside the vocabulary of {config.VocabularySize}.", nameof(batch));
                embedding.Read((long)token * config.HiddenSize, new Span<float>(activations.Hidden(row++), config.HiddenSize));
            }
        }
    }

    private void Forward(SimdLayer layer, MicroBatch batch, TokenRow[] rows)
    {
        var a = activations;
        var tokens = rows.Length;
        NormRows(layer.AttentionNorm, tokens);
        matrices.Multiply(layer.Qkv, a.Normed(0), a.HiddenStride, tokens, a.Qkv(0), a.QkvStride, false);
        Append(layer, batch, rows);
        Attend(layer, rows);
        matrices.Multiply(layer.Output, a.Attention(0), a.QueryStride, tokens, a.Hidden(0), a.HiddenStride, true);
        if (layer.OutputBias != null)
            for (var t = 0; t < tokens; t++) VectorMath.Add(layer.OutputBias, a.Hidden(t), a.HiddenStride);
        NormRows(layer.FfnNorm, tokens);
        matrices.Multiply(layer.GateUp, a.Normed(0), a.HiddenStride, tokens, a.GateUp(0), 2 * a.FfnStride, false);
        PerToken(tokens, t => VectorMath.SwiGlu(a.GateUp(t), a.GateUp(t) + a.FfnStride, a.Ffn(t), a.FfnStride));
        matrices.Multiply(layer.Down, a.Ffn(0), a.FfnStride, tokens, a.Hidden(0), a.HiddenStride, true);
    }

    private void NormRows(float* weight, int tokens) => PerToken(tokens, t =>
        VectorMath.RmsNorm(activations.Hidden(t), weight, activations.Normed(t), config.HiddenSize, config.NormEpsilon));

    /// <summary>Biases, head norms and rotation; keys and values go to the cache, which then counts the slots as filled.</summary>
    private void Append(SimdLayer layer, MicroBatch batch, TokenRow[] rows)
    {
        var cache = Kv[layer.Number];
        foreach (var slice in batch.Slices)
            for (var p = slice.Start; p < slice.End; p = (p / KvBlock.Slots + 1) * KvBlock.Slots)
                cache.BeginAppend(slice.Blocks.Span[p / KvBlock.Slots], p % KvBlock.Slots);
        PerToken(rows.Length, t => AppendToken(layer, cache, rows[t], t));
        foreach (var slice in batch.Slices)
            for (var b = slice.Start / KvBlock.Slots; b * KvBlock.Slots < slice.End; b++)
                cache.EndAppend(slice.Blocks.Span[b], Math.Min(KvBlock.Slots, slice.End - b * KvBlock.Slots));
    }

    private void AppendToken(SimdLayer layer, KvLayer cache, TokenRow row, int t)
    {
        var shape = Kv.Shape;
        var qkv = activations.Qkv(t);
        if (layer.QkvBias != null) VectorMath.Add(layer.QkvBias, qkv, activations.QkvStride);
        var scale = 1 / MathF.Sqrt(config.HeadSize);
        var slot = row.Position % KvBlock.Slots * shape.SlotFloats;
        var block = row.Slice.Blocks.Span[row.Position / KvBlock.Slots].Id;
        float* keys = cache.Keys(block) + slot, values = cache.Values(block) + slot;
        var head = stackalloc float[shape.PaddedHead];
        for (var h = 0; h < config.HeadCount; h++)
            rotary.Rotate(NormHead(qkv + h * config.HeadSize, layer.QueryNorm, head), activations.Query(t) + h * shape.PaddedHead, row.Position, scale);
        for (var h = 0; h < config.KvHeadCount; h++)
        {
            rotary.Rotate(NormHead(qkv + config.QuerySize + h * config.HeadSize, layer.KeyNorm, head), keys + h * shape.PaddedHead, row.Position, 1);
            new ReadOnlySpan<float>(qkv + config.QuerySize + config.KvSize + h * config.HeadSize, config.HeadSize)
                .CopyTo(new Span<float>(values + h * shape.PaddedHead, config.HeadSize));
        }
    }

    private float* NormHead(float* source, float* weight, float* head)
    {
        if (weight == null) return source;
        new Span<float>(head, Kv.Shape.PaddedHead).Clear();
        new ReadOnlySpan<float>(source, config.HeadSize).CopyTo(new Span<float>(head, config.HeadSize));
        VectorMath.RmsNorm(head, weight, head, config.HeadSize, config.NormEpsilon);
        return head;
    }

    private void Attend(SimdLayer layer, TokenRow[] rows)
    {
        var cache = Kv[layer.Number];
        var shape = Kv.Shape;
        var group = config.HeadCount / config.KvHeadCount;
        void Piece(int piece)
        {
            var (t, kvHead) = (piece / config.KvHeadCount, piece % config.KvHeadCount);
            for (var h = kvHead * group; h < (kvHead + 1) * group; h++)
            {
                Attention.Head(
                    activations.Query(t) + h * shape.PaddedHead, cache, rows[t].Slice.Blocks.Span, shape, kvHead,
                    rows[t].Position + 1, activations.Attention(t) + h * config.HeadSize);
            }
        }
        var pieces = rows.Length * config.KvHeadCount;
        var work = rows.Sum(row => (long)row.Position + 1) * config.QuerySize * 2;
        RunPieces(pieces, work, Piece);
    }

    private void Logits(MicroBatch batch, Span<float> result)
    {
        if (batch.LogitRows == 0) return;
        var picked = 0;
        var row = 0;
        foreach (var slice in batch.Slices)
        {
            row += slice.Count;
            for (var t = row - slice.LogitRows; t < row; t++)
                VectorMath.RmsNorm(activations.Hidden(t), output!.Vector("norm"), activations.Normed(picked++), config.HiddenSize, config.NormEpsilon);
        }
        activations.ReserveLogits(picked);
        matrices.Multiply(output!.Matrix("output"), activations.Normed(0), activations.HiddenStride, picked, activations.Logits(0), activations.LogitStride, false);
        for (var t = 0; t < picked; t++)
            new ReadOnlySpan<float>(activations.Logits(t), config.VocabularySize).CopyTo(result[(t * config.VocabularySize)..]);
    }

    private void PerToken(int tokens, Action<int> body) => RunPieces(tokens, (long)tokens * config.HiddenSize * 4, body);

    /// <summary>Small work stays on the calling thread; large work is handed out in runs of pieces.</summary>
    private void RunPieces(int pieces, long work, Action<int> body)
    {
        const long WorthSharing = 100_000;
        var parts = (int)Math.Clamp(work / WorthSharing, 1, Math.Min(pieces, 8L * team.ThreadCount));
        if (parts == 1)
        {
            for (var i = 0; i < pieces; i++) body(i);
            return;
        }
        team.Run(parts, part =>
        {
            for (var i = (int)((long)part * pieces / parts); i < (int)((long)(part + 1) * pieces / parts); i++) body(i);
        });
    }
}

using LLama;
using LLama.Common;
using LLama.Native;

namespace Continuum.LlamaCpp;

/// <summary>llama.cpp through LLamaSharp, driven token by token.</summary>
public sealed class LlamaCppModel : IDisposable
{
    private readonly LLamaWeights weights;
    private readonly LLamaContext context;

    static LlamaCppModel() => NativeLibraryConfig.All.WithLogCallback((_, _) => { });

    /// <param name="path">A GGUF file.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="contextTokens">Tokens in the cache, all sequences together.</param>
    /// <param name="sequences">Most sequences.</param>
    /// <param name="fast">Half-precision cache and flash attention, its fastest; else single precision, its most exact.</param>
    public LlamaCppModel(string path, int threads, int contextTokens, int sequences, bool fast)
    {
        var parameters = new ModelParams(path)
        {
            ContextSize = (uint)contextTokens,
            Threads = threads,
            BatchThreads = threads,
            BatchSize = 512,
            UBatchSize = 512,
            SeqMax = (uint)sequences,
            GpuLayerCount = 0,
            TypeK = fast ? GGMLType.GGML_TYPE_F16 : GGMLType.GGML_TYPE_F32,
            TypeV = fast ? GGMLType.GGML_TYPE_F16 : GGMLType.GGML_TYPE_F32,
            FlashAttention = fast,
        };
        weights = LLamaWeights.LoadFromFile(parameters);
        context = weights.CreateContext(parameters);
    }

    /// <summary>Forgets all sequences.</summary>
    public void Clear() => context.NativeHandle.MemoryClear();

    /// <summary>Computes consecutive tokens of sequences.</summary>
    /// <param name="parts">Sequence, first position, tokens and whether all rows of logits are wanted or the last only.</param>
    /// <returns>Rows of logits, in order.</returns>
    public List<float[]> Decode(params (int Sequence, int Start, int[] Tokens, bool AllRows)[] parts)
    {
        var batch = new LLamaBatch();
        var wanted = new List<int>();
        foreach (var (sequence, start, tokens, allRows) in parts)
        {
            for (var i = 0; i < tokens.Length; i++)
            {
                var logits = allRows || i == tokens.Length - 1;
                if (logits) wanted.Add(batch.TokenCount);
                batch.Add(tokens[i], start + i, (LLamaSeqId)sequence, logits);
            }
        }
        var result = context.Decode(batch);
        if (result != DecodeResult.Ok) throw new InvalidOperationException($"llama.cpp answered {result}.");
        return [.. wanted.Select(i => context.NativeHandle.GetLogitsIth(i).ToArray())];
    }

    public void Dispose()
    {
        context.Dispose();
        weights.Dispose();
    }
}

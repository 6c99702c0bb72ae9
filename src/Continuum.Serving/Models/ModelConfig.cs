namespace Continuum.Serving.Models;

/// <summary>The dimensions and variants of a decoder, as its <c>config.json</c> declares them.</summary>
public sealed record ModelConfig
{
    /// <summary>The family member.</summary>
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>Number of decoder layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Number of key/value heads; divides <see cref="HeadCount"/>.</summary>
    public required int KvHeadCount { get; init; }

    /// <summary>Width of one head; not always hidden / heads.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Width of the SwiGLU feed-forward.</summary>
    public required int FfnSize { get; init; }

    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest sequence, prompt and output together, in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Epsilon of the RMS norms.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Stretching of the rotary frequencies, or null.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>Whether the output projection is the embedding.</summary>
    public bool TiedEmbeddings { get; init; }

    /// <summary>Whether Q, K and V have biases.</summary>
    public bool QkvBias { get; init; }

    /// <summary>Whether the attention's output projection has a bias.</summary>
    public bool OutputBias { get; init; }

    /// <summary>Whether each head of Q and K is RMS-normed before rotation.</summary>
    public bool QkNorm { get; init; }

    /// <summary>Token that starts a sequence, or null.</summary>
    public int? BosToken { get; init; }

    /// <summary>Tokens that end a sequence.</summary>
    public IReadOnlyList<int> EosTokens { get; init; } = [];

    /// <summary>Rows of Q: heads x head size.</summary>
    public int QuerySize => HeadCount * HeadSize;

    /// <summary>Rows of K and of V: KV heads x head size; also the floats that one token adds to each.</summary>
    public int KvSize => KvHeadCount * HeadSize;

    /// <summary>Weights in the whole model, counted once where tied.</summary>
    public long ParameterCount
    {
        get
        {
            long attention = ((long)QuerySize * 2 + (long)KvSize * 2) * HiddenSize;
            long layer = attention + 3L * FfnSize * HiddenSize + 2L * HiddenSize;
            return LayerCount * layer + (TiedEmbeddings ? 1L : 2L) * VocabularySize * HiddenSize + HiddenSize;
        }
    }
}

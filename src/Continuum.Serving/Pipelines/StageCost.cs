using Continuum.Core.Pipelines;
using Continuum.Core.Sites;

namespace Continuum.Serving.Pipelines;

/// <summary>Operations and bytes of a stage, counted from the dimensions of its model.</summary>
/// <param name="model">The model.</param>
/// <param name="layers">Layers of the stage.</param>
internal sealed class StageCost(ModelDimensions model, LayerRange layers)
{
    private double AttentionWidth => (double)model.Heads * model.HeadSize;

    private double LayerWeights =>
        model.Hidden * (2 * AttentionWidth + 2.0 * model.KvHeads * model.HeadSize) + 3.0 * model.Hidden * model.Intermediate + 2.0 * model.Hidden;

    private double HeadWeights => (double)model.Vocabulary * model.Hidden;

    private bool IsFirst => layers.First == 0;

    private bool IsLast => layers.Last == model.Layers - 1;

    /// <summary>Bytes of weights held: the embedding with the first layer, the output projection with the last.</summary>
    public double WeightBytes =>
        model.BytesPerWeight * (layers.Count * LayerWeights + (IsFirst ? HeadWeights : 0) + (IsLast && !(IsFirst && model.TiedEmbeddings) ? HeadWeights : 0));

    /// <summary>Bytes of keys and values of one token.</summary>
    public double KvBytesPerToken => 2.0 * model.KvHeads * model.HeadSize * layers.Count * model.BytesPerWeight;

    /// <summary>Bytes of the hidden state of one token, which goes from stage to stage.</summary>
    public double HiddenBytes => (double)model.Hidden * model.BytesPerWeight;

    /// <summary>Operations of a prefill: two a weight and token, and the causal half of the attention.</summary>
    public double PrefillFlops(double tokens) =>
        2 * layers.Count * LayerWeights * tokens + 2 * layers.Count * AttentionWidth * tokens * tokens + (IsLast ? 2 * HeadWeights : 0);

    /// <summary>Operations of one step for that many sequences, each with that many tokens before it.</summary>
    public double DecodeFlops(double sequences, double context) =>
        sequences * (2 * layers.Count * LayerWeights + 4 * layers.Count * AttentionWidth * context + (IsLast ? 2 * HeadWeights : 0));

    /// <summary>Bytes that one pass reads: the weights used once, and the keys and values of each sequence.</summary>
    public double PassBytes(double sequences, double context) =>
        model.BytesPerWeight * (layers.Count * LayerWeights + (IsLast ? HeadWeights : 0)) + sequences * context * KvBytesPerToken;
}

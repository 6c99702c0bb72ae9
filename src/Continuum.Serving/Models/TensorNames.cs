namespace Continuum.Serving.Models;

/// <summary>The tensors of a Llama-family checkpoint, with the shapes that a configuration implies.</summary>
public static class TensorNames
{
    /// <summary>Token embedding, [vocabulary, hidden].</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>Norm before the output projection, [hidden].</summary>
    public const string FinalNorm = "model.norm.weight";

    /// <summary>Output projection, [vocabulary, hidden]; absent where tied.</summary>
    public const string Output = "lm_head.weight";

    /// <summary>A tensor of a decoder layer.</summary>
    /// <param name="layer">Layer index from 0.</param>
    /// <param name="name">Name inside the layer, such as <c>self_attn.q_proj.weight</c>.</param>
    /// <returns>The full name.</returns>
    public static string Layer(int layer, string name) => $"model.layers.{layer}.{name}";

    /// <summary>All tensors that a checkpoint must hold.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <returns>Names and shapes, in model order.</returns>
    public static IEnumerable<(string Name, long[] Shape)> Expected(ModelConfig config)
    {
        yield return (Embedding, [config.VocabularySize, config.HiddenSize]);
        for (var layer = 0; layer < config.LayerCount; layer++)
            foreach (var (name, shape) in ExpectedInLayer(config))
                yield return (Layer(layer, name), shape);
        yield return (FinalNorm, [config.HiddenSize]);
        if (!config.TiedEmbeddings) yield return (Output, [config.VocabularySize, config.HiddenSize]);
    }

    /// <summary>The tensors of one decoder layer.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <returns>Names inside the layer, and shapes.</returns>
    public static IEnumerable<(string Name, long[] Shape)> ExpectedInLayer(ModelConfig config)
    {
        long hidden = config.HiddenSize, query = config.QuerySize, kv = config.KvSize, ffn = config.FfnSize;
        yield return ("input_layernorm.weight", [hidden]);
        yield return ("self_attn.q_proj.weight", [query, hidden]);
        yield return ("self_attn.k_proj.weight", [kv, hidden]);
        yield return ("self_attn.v_proj.weight", [kv, hidden]);
        yield return ("self_attn.o_proj.weight", [hidden, query]);
        if (config.QkvBias)
        {
            yield return ("self_attn.q_proj.bias", [query]);
            yield return ("self_attn.k_proj.bias", [kv]);
            yield return ("self_attn.v_proj.bias", [kv]);
        }
        if (config.OutputBias) yield return ("self_attn.o_proj.bias", [hidden]);
        if (config.QkNorm)
        {
            yield return ("self_attn.q_norm.weight", [config.HeadSize]);
            yield return ("self_attn.k_norm.weight", [config.HeadSize]);
        }
        yield return ("post_attention_layernorm.weight", [hidden]);
        yield return ("mlp.gate_proj.weight", [ffn, hidden]);
        yield return ("mlp.up_proj.weight", [ffn, hidden]);
        yield return ("mlp.down_proj.weight", [hidden, ffn]);
    }
}

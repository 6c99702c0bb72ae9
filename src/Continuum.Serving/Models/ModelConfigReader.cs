using System.Text.Json;

namespace Continuum.Serving.Models;

/// <summary>Reads a Hugging Face <c>config.json</c>, and <c>generation_config.json</c> beside it for end tokens.</summary>
public static class ModelConfigReader
{
    private static readonly Dictionary<string, ModelArchitecture> Known = new(StringComparer.Ordinal)
    {
        ["LlamaForCausalLM"] = ModelArchitecture.Llama,
        ["MistralForCausalLM"] = ModelArchitecture.Mistral,
        ["Qwen2ForCausalLM"] = ModelArchitecture.Qwen2,
        ["Qwen3ForCausalLM"] = ModelArchitecture.Qwen3,
    };

    /// <summary>Reads the configuration of a model folder.</summary>
    /// <param name="folder">The folder that holds <c>config.json</c>.</param>
    /// <returns>The validated configuration.</returns>
    /// <exception cref="ModelFormatException">The file is missing, malformed or describes an unsupported model.</exception>
    public static ModelConfig Read(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            throw new ModelFormatException($"{path}: not found; a Hugging Face model folder was expected (config.json, *.safetensors, tokenizer.json).");
        var config = Parse(File.ReadAllText(path), path);
        var generation = Path.Combine(folder, "generation_config.json");
        if (!File.Exists(generation)) return config;
        using var json = ConfigJson.Parse(File.ReadAllText(generation), generation);
        return config with { EosTokens = [.. config.EosTokens.Union(json.Ints("eos_token_id"))] };
    }

    /// <summary>Parses the text of a <c>config.json</c>.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="source">What to call the text in errors.</param>
    /// <returns>The validated configuration.</returns>
    /// <exception cref="ModelFormatException">The text is malformed or describes an unsupported model.</exception>
    public static ModelConfig Parse(string text, string source)
    {
        using var json = ConfigJson.Parse(text, source);
        var architecture = Architecture(json);
        RefuseUnsupported(json);
        var hidden = json.Positive("hidden_size");
        var heads = json.Positive("num_attention_heads");
        var context = json.Positive("max_position_embeddings");
        var window = json.OptionalInt("sliding_window");
        // Inside the window sliding attention is full attention, so a shorter context is exact and a longer one is not.
        if (architecture == ModelArchitecture.Mistral && window is > 0) context = Math.Min(context, window.Value);
        if (architecture is ModelArchitecture.Qwen2 or ModelArchitecture.Qwen3 && json.Flag("use_sliding_window") && window is > 0)
            context = Math.Min(context, window.Value);
        var attentionBias = json.Flag("attention_bias");
        var rope = json.Object("rope_parameters") ?? json.Object("rope_scaling");
        var config = new ModelConfig
        {
            Architecture = architecture,
            LayerCount = json.Positive("num_hidden_layers"),
            HiddenSize = hidden,
            HeadCount = heads,
            KvHeadCount = json.OptionalInt("num_key_value_heads") ?? heads,
            HeadSize = json.OptionalInt("head_dim") ?? (hidden % heads == 0 ? hidden / heads
                : throw json.Error($"hidden_size {hidden} is not a multiple of num_attention_heads {heads} and head_dim is absent")),
            FfnSize = json.Positive("intermediate_size"),
            VocabularySize = json.Positive("vocab_size"),
            ContextLength = context,
            NormEpsilon = (float)(json.OptionalNumber("rms_norm_eps") ?? 1e-6),
            RopeTheta = ConfigJson.Number(rope, "rope_theta") ?? json.OptionalNumber("rope_theta") ?? 10_000,
            RopeScaling = Scaling(json, rope),
            TiedEmbeddings = json.Flag("tie_word_embeddings"),
            QkvBias = architecture == ModelArchitecture.Qwen2 || attentionBias,
            OutputBias = architecture != ModelArchitecture.Qwen2 && attentionBias,
            QkNorm = architecture == ModelArchitecture.Qwen3,
            BosToken = json.OptionalInt("bos_token_id"),
            EosTokens = json.Ints("eos_token_id"),
        };
        if (config.KvHeadCount <= 0 || heads % config.KvHeadCount != 0)
            throw json.Error($"num_key_value_heads {config.KvHeadCount} does not divide num_attention_heads {heads}");
        if (config.HeadSize <= 0 || config.HeadSize % 2 != 0)
            throw json.Error($"head_dim {config.HeadSize}; rotary embedding needs an even, positive head size");
        if (config.RopeTheta <= 1 || config.NormEpsilon <= 0)
            throw json.Error($"rope_theta {config.RopeTheta} and rms_norm_eps {config.NormEpsilon}; above 1 and above 0 were expected");
        return config;
    }

    private static ModelArchitecture Architecture(ConfigJson json)
    {
        var found = json.Strings("architectures");
        if (found.Count == 1 && Known.TryGetValue(found[0], out var architecture)) return architecture;
        var what = found.Count == 0 ? "none" : string.Join(", ", found);
        throw json.Error($"architectures is {what}; one of {string.Join(", ", Known.Keys)} was expected");
    }

    private static void RefuseUnsupported(ConfigJson json)
    {
        var activation = json.OptionalString("hidden_act") ?? "silu";
        if (activation != "silu") throw json.Error($"hidden_act is {activation}; silu was expected");
        if (json.Flag("mlp_bias")) throw json.Error("mlp_bias is true; feed-forward biases are not supported");
        if (json.Object("quantization_config") is not null)
            throw json.Error("quantization_config is present; unquantised F32, BF16 or F16 weights were expected");
        if ((json.OptionalNumber("partial_rotary_factor") ?? 1) != 1)
            throw json.Error("partial_rotary_factor is not 1; rotary embedding over the whole head was expected");
    }

    private static RopeScaling? Scaling(ConfigJson json, JsonElement? rope)
    {
        if (rope is null) return null;
        double Required(string name) => ConfigJson.Number(rope, name)
            ?? throw json.Error($"rope scaling has no number {name}");
        var type = ConfigJson.Text(rope, "rope_type") ?? ConfigJson.Text(rope, "type") ?? "default";
        return type switch
        {
            "default" => null,
            "linear" => new RopeScaling.Linear(Required("factor")),
            "llama3" => new RopeScaling.Llama3(
                Required("factor"), Required("low_freq_factor"), Required("high_freq_factor"),
                (int)Required("original_max_position_embeddings")),
            _ => throw json.Error($"rope type is {type}; default, linear or llama3 was expected"),
        };
    }
}

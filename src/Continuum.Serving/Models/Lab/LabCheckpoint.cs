using System.Text.Json;

namespace Continuum.Serving.Models.Lab;

/// <summary>Makes the built-in checkpoints: a complete Hugging Face folder, untrained, the same bytes from the same seed.</summary>
public static class LabCheckpoint
{
    /// <summary>The seed of the checkpoints that bear the built-in names.</summary>
    public const ulong DefaultSeed = 20_260_216;

    /// <summary>Returns a built-in model's folder, making it if it is not there.</summary>
    /// <param name="parent">Where model folders live.</param>
    /// <param name="name"><c>lab-llama</c> or <c>lab-llama-Nm</c>.</param>
    /// <returns>The folder, complete.</returns>
    /// <exception cref="ArgumentException">The name is not a built-in one.</exception>
    public static string Ensure(string parent, string name) => Ensure(parent, name, LabShape.Of(name), DefaultSeed);

    /// <summary>Returns a random-weight model's folder, making it if it is not there.</summary>
    /// <param name="parent">Where model folders live.</param>
    /// <param name="name">The folder's name.</param>
    /// <param name="config">The dimensions; the vocabulary must be that of <see cref="LabShape"/>.</param>
    /// <param name="seed">Seed of the weights.</param>
    /// <returns>The folder, complete.</returns>
    public static string Ensure(string parent, string name, ModelConfig config, ulong seed)
    {
        if (config.VocabularySize != LabShape.VocabularySize)
            throw new ArgumentException($"The vocabulary has {config.VocabularySize} entries; {LabShape.VocabularySize} were expected.", nameof(config));
        var folder = Path.Combine(parent, name);
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(parent);
        // Written aside and renamed, so that a reader sees a whole folder or none, and two writers do no harm.
        var unfinished = Path.Combine(parent, $".{name}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished);
        try
        {
            File.WriteAllText(Path.Combine(unfinished, "config.json"), ConfigText(config));
            LabTokenizer.Write(unfinished);
            SafetensorsWriter.Write(Path.Combine(unfinished, "model.safetensors"), new LabWeights(config, seed).Entries());
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process finished first; its folder holds the same bytes.
        }
        finally
        {
            if (Directory.Exists(unfinished)) Directory.Delete(unfinished, true);
        }
        return folder;
    }

    private static string ConfigText(ModelConfig config) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["architectures"] = new[] { $"{config.Architecture}ForCausalLM" },
        ["model_type"] = config.Architecture.ToString().ToLowerInvariant(),
        ["num_hidden_layers"] = config.LayerCount,
        ["hidden_size"] = config.HiddenSize,
        ["num_attention_heads"] = config.HeadCount,
        ["num_key_value_heads"] = config.KvHeadCount,
        ["head_dim"] = config.HeadSize,
        ["intermediate_size"] = config.FfnSize,
        ["vocab_size"] = config.VocabularySize,
        ["max_position_embeddings"] = config.ContextLength,
        ["rms_norm_eps"] = config.NormEpsilon,
        ["rope_theta"] = config.RopeTheta,
        ["rope_scaling"] = config.RopeScaling switch
        {
            RopeScaling.Linear linear => new Dictionary<string, object> { ["rope_type"] = "linear", ["factor"] = linear.Factor },
            RopeScaling.Llama3 llama => new Dictionary<string, object>
            {
                ["rope_type"] = "llama3",
                ["factor"] = llama.Factor,
                ["low_freq_factor"] = llama.LowFrequencyFactor,
                ["high_freq_factor"] = llama.HighFrequencyFactor,
                ["original_max_position_embeddings"] = llama.OriginalContext,
            },
            _ => null,
        },
        ["hidden_act"] = "silu",
        ["tie_word_embeddings"] = config.TiedEmbeddings,
        ["attention_bias"] = config.Architecture is ModelArchitecture.Llama or ModelArchitecture.Mistral && config.QkvBias,
        ["bos_token_id"] = config.BosToken,
        ["eos_token_id"] = config.EosTokens,
        ["torch_dtype"] = "bfloat16",
    }, new JsonSerializerOptions { WriteIndented = true });
}

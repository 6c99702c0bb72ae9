using Continuum.Serving.Models;

namespace Continuum.LlamaCpp;

/// <summary>A tensor to write, row by row.</summary>
public sealed record GgufTensor(string Name, long[] Shape, GgufType Type, Func<int, float[]> Read)
{
    public int Rows => Shape.Length == 1 ? 1 : (int)Shape[0];

    public long Bytes => Rows * Type switch { GgufType.F32 => Shape[^1] * 4, GgufType.BF16 => Shape[^1] * 2, _ => Shape[^1] / 32 * 34 };
}

/// <summary>The names and the order of rows that llama.cpp expects.</summary>
public static class GgufTensors
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["input_layernorm"] = "attn_norm",
        ["self_attn.q_proj"] = "attn_q",
        ["self_attn.k_proj"] = "attn_k",
        ["self_attn.v_proj"] = "attn_v",
        ["self_attn.o_proj"] = "attn_output",
        ["self_attn.q_norm"] = "attn_q_norm",
        ["self_attn.k_norm"] = "attn_k_norm",
        ["post_attention_layernorm"] = "ffn_norm",
        ["mlp.gate_proj"] = "ffn_gate",
        ["mlp.up_proj"] = "ffn_up",
        ["mlp.down_proj"] = "ffn_down",
    };

    public static IEnumerable<GgufTensor> Of(Checkpoint checkpoint, GgufType matrices)
    {
        var config = checkpoint.Config;
        GgufTensor Make(string source, string name, int headSize = 0)
        {
            var tensor = checkpoint[source];
            var columns = (int)tensor.Shape[^1];
            float[] Row(int row)
            {
                var values = new float[columns];
                tensor.Read((long)(headSize == 0 ? row : Interleaved(row, headSize)) * columns, values);
                return values;
            }
            return new GgufTensor(name, [.. tensor.Shape], tensor.Shape.Count == 1 ? GgufType.F32 : matrices, Row);
        }

        yield return Make(TensorNames.Embedding, "token_embd.weight");
        if (config.RopeScaling is RopeScaling.Llama3 scaling) yield return RotaryFactors(config, scaling);
        for (var layer = 0; layer < config.LayerCount; layer++)
        {
            foreach (var (name, _) in TensorNames.ExpectedInLayer(config))
            {
                var dot = name.LastIndexOf('.');
                var (part, kind) = (name[..dot], name[dot..]);
                // llama.cpp's "llama" rotates neighbouring pairs where Hugging Face rotates halves; its converter reorders rows.
                var reorder = config.Architecture is ModelArchitecture.Llama or ModelArchitecture.Mistral
                    && (part is "self_attn.q_proj" or "self_attn.k_proj");
                yield return Make(TensorNames.Layer(layer, name), $"blk.{layer}.{Names[part]}{kind}", reorder ? config.HeadSize : 0);
            }
        }
        yield return Make(TensorNames.FinalNorm, "output_norm.weight");
        if (!config.TiedEmbeddings) yield return Make(TensorNames.Output, "output.weight");
    }

    private static int Interleaved(int row, int headSize)
    {
        var (head, inHead) = Math.DivRem(row, headSize);
        return head * headSize + inHead % 2 * (headSize / 2) + inHead / 2;
    }

    private static GgufTensor RotaryFactors(ModelConfig config, RopeScaling.Llama3 scaling) => new(
        "rope_freqs.weight", [config.HeadSize / 2], GgufType.F32, _ => [.. Enumerable.Range(0, config.HeadSize / 2).Select(i =>
        {
            var wavelength = 2 * Math.PI * Math.Pow(config.RopeTheta, 2.0 * i / config.HeadSize);
            if (wavelength < scaling.OriginalContext / scaling.HighFrequencyFactor) return 1f;
            if (wavelength > scaling.OriginalContext / scaling.LowFrequencyFactor) return (float)scaling.Factor;
            var smooth = (scaling.OriginalContext / wavelength - scaling.LowFrequencyFactor) / (scaling.HighFrequencyFactor - scaling.LowFrequencyFactor);
            return (float)(1 / ((1 - smooth) / scaling.Factor + smooth));
        })]);
}

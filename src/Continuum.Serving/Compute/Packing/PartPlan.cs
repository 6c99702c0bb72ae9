using Continuum.Serving.Compute.Simd;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Packing;

/// <summary>What a packed file holds and where: one decoder layer, or final norm and output projection.</summary>
internal sealed class PartPlan
{
    private readonly List<PartSection> sections = [];
    private readonly PackFormat format;

    private PartPlan(string name, PackFormat format) => (Name, this.format) = (name, format);

    public string Name { get; }

    public PackFormat Format => format;

    public IReadOnlyList<PartSection> Sections => sections;

    public long Bytes { get; private set; }

    public PartSection this[string section] => sections.Find(s => s.Name == section)!;

    public static PartPlan Layer(ModelConfig config, int layer, PackFormat format)
    {
        var plan = new PartPlan($"layer {layer}", format);
        string Of(string name) => TensorNames.Layer(layer, name);
        int query = config.QuerySize, kv = config.KvSize, hidden = config.HiddenSize, ffn = Lanes.Pad(config.FfnSize);
        (string, int)[] Qkv(string kind) =>
            [(Of($"self_attn.q_proj.{kind}"), 0), (Of($"self_attn.k_proj.{kind}"), query), (Of($"self_attn.v_proj.{kind}"), query + kv)];
        plan.Vector("attention_norm", hidden, (Of("input_layernorm.weight"), 0));
        plan.Matrix("qkv", query + 2 * kv, hidden, Qkv("weight"));
        if (config.QkvBias) plan.Vector("qkv_bias", query + 2 * kv, Qkv("bias"));
        if (config.QkNorm) plan.Vector("q_norm", config.HeadSize, (Of("self_attn.q_norm.weight"), 0));
        if (config.QkNorm) plan.Vector("k_norm", config.HeadSize, (Of("self_attn.k_norm.weight"), 0));
        plan.Matrix("o", hidden, query, (Of("self_attn.o_proj.weight"), 0));
        if (config.OutputBias) plan.Vector("o_bias", hidden, (Of("self_attn.o_proj.bias"), 0));
        plan.Vector("ffn_norm", hidden, (Of("post_attention_layernorm.weight"), 0));
        // Up begins at a padded row, so that both halves can be read in whole lines.
        plan.Matrix("gate_up", 2 * ffn, hidden, (Of("mlp.gate_proj.weight"), 0), (Of("mlp.up_proj.weight"), ffn));
        plan.Matrix("down", hidden, config.FfnSize, (Of("mlp.down_proj.weight"), 0));
        return plan;
    }

    public static PartPlan Output(ModelConfig config, PackFormat format)
    {
        var plan = new PartPlan("output", format);
        plan.Vector("norm", config.HiddenSize, (TensorNames.FinalNorm, 0));
        plan.Matrix("output", config.VocabularySize, config.HiddenSize,
            (config.TiedEmbeddings ? TensorNames.Embedding : TensorNames.Output, 0));
        return plan;
    }

    private void Vector(string name, int length, params (string Tensor, int Row)[] sources) =>
        Add(new PartSection(name, false, 1, length, Bytes, (long)Lanes.Pad(length) * sizeof(float), sources));

    private void Matrix(string name, int rows, int columns, params (string Tensor, int Row)[] sources) =>
        Add(new PartSection(name, true, rows, columns, Bytes, (rows + 3) / 4 * format.GroupBytes(columns), sources));

    private void Add(PartSection section)
    {
        sections.Add(section);
        Bytes += (section.Bytes + 63) / 64 * 64;
    }
}

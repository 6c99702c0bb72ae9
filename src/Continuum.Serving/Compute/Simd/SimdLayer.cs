using Continuum.Serving.Compute.Packing;

namespace Continuum.Serving.Compute.Simd;

/// <summary>The mapped weights of one decoder layer.</summary>
internal sealed unsafe class SimdLayer(int number, PackedPart part) : IDisposable
{
    public int Number { get; } = number;

    public float* AttentionNorm { get; } = part.Vector("attention_norm");

    public PackedMatrix Qkv { get; } = part.Matrix("qkv");

    public float* QkvBias { get; } = part.Vector("qkv_bias");

    public float* QueryNorm { get; } = part.Vector("q_norm");

    public float* KeyNorm { get; } = part.Vector("k_norm");

    public PackedMatrix Output { get; } = part.Matrix("o");

    public float* OutputBias { get; } = part.Vector("o_bias");

    public float* FfnNorm { get; } = part.Vector("ffn_norm");

    public PackedMatrix GateUp { get; } = part.Matrix("gate_up");

    public PackedMatrix Down { get; } = part.Matrix("down");

    public void Dispose() => part.Dispose();
}

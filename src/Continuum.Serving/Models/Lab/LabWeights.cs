namespace Continuum.Serving.Models.Lab;

/// <summary>
/// Random weights whose output is varied and whose argmax stands out: unit-variance branches so that the layers outweigh
/// the embedding, attention sharp enough to be no plain average, logits with a deviation of about 4, and signs in the final
/// norm so that the tied embedding does not simply repeat the last token.
/// </summary>
internal sealed class LabWeights(ModelConfig config, ulong seed)
{
    private const float LogitDeviation = 4f;
    private const float ScoreDeviation = 1.6f;

    public IReadOnlyList<SafetensorsWriter.Entry> Entries() => [.. TensorNames.Expected(config)
        .Select(e => new SafetensorsWriter.Entry(e.Name, TensorType.BF16, e.Shape, Filler(e.Name)))];

    private Action<long, Span<float>> Filler(string name)
    {
        var stream = CounterHash.Stream(seed, name);
        if (name == TensorNames.Embedding) return (first, target) => FillEmbedding(stream, first, target);
        if (name == TensorNames.FinalNorm) return (first, target) => FillSigns(stream, first, target);
        if (name.EndsWith("norm.weight", StringComparison.Ordinal)) return Normal(stream, 1f, 0.1f);
        return Normal(stream, 0f, Deviation(name));
    }

    private static Action<long, Span<float>> Normal(ulong stream, float mean, float deviation) => (first, target) =>
    {
        for (var i = 0; i < target.Length; i++) target[i] = mean + deviation * CounterHash.Normal(stream, (ulong)(first + i));
    };

    private float Deviation(string name)
    {
        var byHidden = 1 / MathF.Sqrt(config.HiddenSize);
        if (name.Contains("q_proj") || name.Contains("k_proj")) return ScoreDeviation * byHidden;
        if (name.Contains("o_proj")) return 1.2f / MathF.Sqrt(config.QuerySize);
        if (name.Contains("gate_proj")) return 1.5f * byHidden;
        return name.Contains("down_proj") ? 1.2f / MathF.Sqrt(config.FfnSize) : byHidden;
    }

    /// <summary>Words are drawn longer than fragments of bytes, so that what comes out reads as text; control tokens shorter still.</summary>
    private void FillEmbedding(ulong stream, long first, Span<float> target)
    {
        var deviation = LogitDeviation / MathF.Sqrt(config.HiddenSize);
        for (var i = 0; i < target.Length; i++)
        {
            var token = (int)((first + i) / config.HiddenSize);
            var length = token >= LabTokenizer.Begin ? 0.25f : LabTokenizer.IsWord(token) ? 1f : 0.5f;
            target[i] = deviation * length * CounterHash.Normal(stream, (ulong)(first + i));
        }
    }

    private static void FillSigns(ulong stream, long first, Span<float> target)
    {
        for (var i = 0; i < target.Length; i++) target[i] = (CounterHash.Bits(stream, (ulong)(first + i)) & 1) == 0 ? 1f : -1f;
    }
}

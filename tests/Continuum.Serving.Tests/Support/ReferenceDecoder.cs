using Continuum.Serving.Models;

namespace Continuum.Serving.Tests.Support;

/// <summary>A Llama-family decoder in double precision, as plain as it gets.</summary>
internal static class ReferenceDecoder
{
    public static double[] Logits(Checkpoint checkpoint, int[] tokens)
    {
        var c = checkpoint.Config;
        double[][] Matrix(string name) => [.. checkpoint[name].ToArray().Chunk((int)checkpoint[name].Shape[1]).Select(row => row.Select(v => (double)v).ToArray())];
        double[] Vector(string name) => [.. checkpoint[name].ToArray().Select(v => (double)v)];
        var embedding = Matrix(TensorNames.Embedding);
        double[][] hidden = [.. tokens.Select(t => (double[])embedding[t].Clone())];
        for (var l = 0; l < c.LayerCount; l++)
        {
            string Of(string name) => TensorNames.Layer(l, name);
            double[][] All(string name, bool bias, double[][] xs)
            {
                var w = Matrix(Of(name + ".weight"));
                var b = bias ? Vector(Of(name + ".bias")) : null;
                return [.. xs.Select(x => w.Select((row, r) => row.Zip(x, (p, q) => p * q).Sum() + (b?[r] ?? 0)).ToArray())];
            }
            double[][] normed = [.. hidden.Select(h => Norm(h, Vector(Of("input_layernorm.weight")), c.NormEpsilon))];
            var (q, k, v) = (All("self_attn.q_proj", c.QkvBias, normed), All("self_attn.k_proj", c.QkvBias, normed), All("self_attn.v_proj", c.QkvBias, normed));
            for (var t = 0; t < tokens.Length; t++)
            {
                q[t] = Heads(q[t], c, c.QkNorm ? Vector(Of("self_attn.q_norm.weight")) : null, t);
                k[t] = Heads(k[t], c, c.QkNorm ? Vector(Of("self_attn.k_norm.weight")) : null, t);
            }
            double[][] attended = [.. Enumerable.Range(0, tokens.Length).Select(t => Attend(c, q[t], k, v, t))];
            var o = All("self_attn.o_proj", c.OutputBias, attended);
            for (var t = 0; t < tokens.Length; t++) for (var i = 0; i < c.HiddenSize; i++) hidden[t][i] += o[t][i];
            normed = [.. hidden.Select(h => Norm(h, Vector(Of("post_attention_layernorm.weight")), c.NormEpsilon))];
            var (gate, up) = (All("mlp.gate_proj", false, normed), All("mlp.up_proj", false, normed));
            double[][] activated = [.. gate.Zip(up, (g, u) => g.Zip(u, (a, b) => a / (1 + Math.Exp(-a)) * b).ToArray())];
            var down = All("mlp.down_proj", false, activated);
            for (var t = 0; t < tokens.Length; t++) for (var i = 0; i < c.HiddenSize; i++) hidden[t][i] += down[t][i];
        }
        var final = Vector(TensorNames.FinalNorm);
        var output = c.TiedEmbeddings ? embedding : Matrix(TensorNames.Output);
        return [.. hidden.SelectMany(h =>
        {
            var x = Norm(h, final, c.NormEpsilon);
            return output.Select(row => row.Zip(x, (a, b) => a * b).Sum());
        })];
    }

    private static double[] Norm(double[] x, double[] weight, double epsilon)
    {
        var scale = 1 / Math.Sqrt(x.Select(v => v * v).Average() + epsilon);
        return [.. x.Zip(weight, (v, w) => v * scale * w)];
    }

    private static double[] Heads(double[] x, ModelConfig c, double[]? norm, int position) => [.. x.Chunk(c.HeadSize).SelectMany(head =>
    {
        if (norm is not null) head = Norm(head, norm, c.NormEpsilon);
        var half = c.HeadSize / 2;
        var rotated = new double[c.HeadSize];
        for (var i = 0; i < half; i++)
        {
            var angle = position * Frequency(c, Math.Pow(c.RopeTheta, -2.0 * i / c.HeadSize));
            rotated[i] = head[i] * Math.Cos(angle) - head[half + i] * Math.Sin(angle);
            rotated[half + i] = head[half + i] * Math.Cos(angle) + head[i] * Math.Sin(angle);
        }
        return rotated;
    })];

    private static double Frequency(ModelConfig c, double frequency)
    {
        if (c.RopeScaling is not RopeScaling.Llama3 s) return frequency;
        var turns = s.OriginalContext * frequency / (2 * Math.PI);
        var keep = Math.Clamp((turns - s.LowFrequencyFactor) / (s.HighFrequencyFactor - s.LowFrequencyFactor), 0, 1);
        return keep * frequency + (1 - keep) * frequency / s.Factor;
    }

    private static double[] Attend(ModelConfig c, double[] q, double[][] k, double[][] v, int t) => [.. Enumerable.Range(0, c.HeadCount).SelectMany(h =>
    {
        var kv = h / (c.HeadCount / c.KvHeadCount) * c.HeadSize;
        var scores = Enumerable.Range(0, t + 1).Select(p => Enumerable.Range(0, c.HeadSize).Sum(i => q[h * c.HeadSize + i] * k[p][kv + i]) / Math.Sqrt(c.HeadSize)).ToArray();
        var weights = scores.Select(s => Math.Exp(s - scores.Max())).ToArray();
        return Enumerable.Range(0, c.HeadSize).Select(i => Enumerable.Range(0, t + 1).Sum(p => weights[p] * v[p][kv + i]) / weights.Sum());
    })];
}

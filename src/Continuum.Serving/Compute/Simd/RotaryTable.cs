using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Cosines and sines of rotary embedding (RoFormer, arXiv 2104.09864) in the halves layout of Hugging Face checkpoints.</summary>
internal sealed unsafe class RotaryTable : IDisposable
{
    private readonly AlignedBuffer table;
    private readonly int half;

    public RotaryTable(ModelConfig config, int positions)
    {
        half = config.HeadSize / 2;
        table = new AlignedBuffer((long)positions * half * 2);
        var frequencies = Frequencies(config);
        for (var p = 0; p < positions; p++)
        {
            var row = table.Data + (long)p * half * 2;
            for (var i = 0; i < half; i++)
            {
                var (sin, cos) = ExactMath.SinCos(p * frequencies[i]);
                (row[i], row[half + i]) = ((float)cos, (float)sin);
            }
        }
    }

    /// <summary>Rotates one head: pairs are (i, i + half).</summary>
    public void Rotate(float* source, float* target, int position, float scale)
    {
        float* cos = table.Data + (long)position * half * 2, sin = cos + half;
        for (var i = 0; i < half; i++)
        {
            float a = source[i], b = source[half + i];
            target[i] = (a * cos[i] - b * sin[i]) * scale;
            target[half + i] = (b * cos[i] + a * sin[i]) * scale;
        }
    }

    public void Dispose() => table.Dispose();

    internal static double[] Frequencies(ModelConfig config)
    {
        var logTheta = ExactMath.Log(config.RopeTheta);
        return [.. Enumerable.Range(0, config.HeadSize / 2)
            .Select(i => Scale(ExactMath.Exp(-2.0 * i / config.HeadSize * logTheta), config.RopeScaling))];
    }

    private static double Scale(double frequency, RopeScaling? scaling)
    {
        if (scaling is RopeScaling.Linear linear) return frequency / linear.Factor;
        if (scaling is not RopeScaling.Llama3 llama) return frequency;
        var wavelength = 2 * Math.PI / frequency;
        if (wavelength < llama.OriginalContext / llama.HighFrequencyFactor) return frequency;
        if (wavelength > llama.OriginalContext / llama.LowFrequencyFactor) return frequency / llama.Factor;
        var smooth = (llama.OriginalContext / wavelength - llama.LowFrequencyFactor) / (llama.HighFrequencyFactor - llama.LowFrequencyFactor);
        return (1 - smooth) * frequency / llama.Factor + smooth * frequency;
    }
}

namespace Continuum.Serving.Models;

/// <summary>How rotary frequencies are stretched beyond the trained context.</summary>
public abstract record RopeScaling
{
    /// <summary>All frequencies divided by one factor (Llama 2 long-context fine-tunes).</summary>
    /// <param name="Factor">The divisor, at least 1.</param>
    public sealed record Linear(double Factor) : RopeScaling;

    /// <summary>
    /// Llama 3.1: long wavelengths are divided by <paramref name="Factor"/>, short ones kept, those between blended.
    /// </summary>
    /// <param name="Factor">The divisor of low frequencies.</param>
    /// <param name="LowFrequencyFactor">Wavelengths above original context / this are divided.</param>
    /// <param name="HighFrequencyFactor">Wavelengths below original context / this are kept.</param>
    /// <param name="OriginalContext">The context the model was trained on, in tokens.</param>
    public sealed record Llama3(
        double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalContext) : RopeScaling;
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Continuum.Serving.Models.Lab;

/// <summary>Dimensions of a built-in, untrained checkpoint: <c>lab-llama</c>, or <c>lab-llama-88m</c> for a size.</summary>
public static partial class LabShape
{
    /// <summary>Smallest and largest size that a name may ask for, in millions of parameters.</summary>
    public const int SmallestMillions = 4, LargestMillions = 1000;

    /// <summary>Entries of the built-in vocabulary.</summary>
    public const int VocabularySize = 8192;

    // Steps that leave an even number of heads, so that two query heads share a KV head at every size.
    private static readonly int[] Hidden = [.. Enumerable.Range(2, 6).Select(i => 64 * i), .. Enumerable.Range(4, 24).Select(i => 128 * i)];

    /// <summary>Whether a model name is a built-in one.</summary>
    /// <param name="name">A model name or folder.</param>
    /// <returns>True for <c>lab-llama</c> and <c>lab-llama-Nm</c>.</returns>
    public static bool IsBuiltIn(string name) => Pattern().IsMatch(name);

    /// <summary>The configuration of a built-in model.</summary>
    /// <param name="name"><c>lab-llama</c> or <c>lab-llama-Nm</c>, N in millions of parameters.</param>
    /// <returns>The configuration; the size is the nearest of a ladder of hidden widths.</returns>
    /// <exception cref="ArgumentException">The name is not a built-in one or the size is out of range.</exception>
    public static ModelConfig Of(string name)
    {
        var match = Pattern().Match(name);
        if (!match.Success) throw new ArgumentException($"'{name}' is not a built-in model; lab-llama or lab-llama-<N>m was expected.", nameof(name));
        if (!match.Groups["n"].Success) return WithHidden(256, 32);
        if (!int.TryParse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture, out var millions) || millions is < SmallestMillions or > LargestMillions)
            throw new ArgumentException($"'{name}' asks for {match.Groups["n"].Value} million parameters; {SmallestMillions} to {LargestMillions} were expected.", nameof(name));
        return Hidden.Select(hidden => WithHidden(hidden, hidden < 512 ? 32 : 64))
            .MinBy(config => Math.Abs(config.ParameterCount - 1_000_000L * millions))!;
    }

    private static ModelConfig WithHidden(int hidden, int headSize) => new()
    {
        Architecture = ModelArchitecture.Llama,
        LayerCount = 12,
        HiddenSize = hidden,
        HeadCount = hidden / headSize,
        KvHeadCount = hidden / headSize / 2,
        HeadSize = headSize,
        FfnSize = 3 * hidden,
        VocabularySize = VocabularySize,
        ContextLength = 8192,
        NormEpsilon = 1e-5f,
        RopeTheta = 10_000,
        TiedEmbeddings = true,
        BosToken = LabTokenizer.Begin,
        EosTokens = [LabTokenizer.EndOfTurn],
    };

    [GeneratedRegex(@"^lab-llama(-(?<n>[0-9]{1,4})m)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

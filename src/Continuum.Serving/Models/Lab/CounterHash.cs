namespace Continuum.Serving.Models.Lab;

/// <summary>Random numbers addressed by (stream, index) in integer arithmetic, hence the same on every machine.</summary>
internal static class CounterHash
{
    /// <summary>64 mixed bits (the finaliser of SplitMix64, applied to both words).</summary>
    public static ulong Bits(ulong stream, ulong index) => Mix(Mix(stream + 0x9E3779B97F4A7C15UL) ^ (index * 0xD1342543DE82EF95UL + 0x2545F4914F6CDD1DUL));

    /// <summary>
    /// Roughly normal, mean 0 and deviation 1: a sum of four uniforms (Irwin-Hall), because logarithm and cosine differ
    /// between C libraries.
    /// </summary>
    public static float Normal(ulong stream, ulong index)
    {
        var bits = Bits(stream, index);
        var sum = (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48);
        return (sum - 2 * 65535) * (1.7320508f / 65536);
    }

    /// <summary>A stream's number from a seed and a name (FNV-1a).</summary>
    public static ulong Stream(ulong seed, string name) =>
        name.Aggregate(14695981039346656037UL ^ Mix(seed), (hash, c) => (hash ^ c) * 1099511628211UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}

namespace Continuum.Infrastructure.Lab;

/// <summary>Numbers that look random and follow from a seed, a name and a count: the same on every machine and run.</summary>
internal static class Noise
{
    /// <summary>From 0 up to 1.</summary>
    public static double Unit(int seed, string name, long count)
    {
        // FNV-1a over the parts, then a finishing mix (Steele et al., SplitMix64).
        var hash = 14695981039346656037UL;
        foreach (var c in name) hash = (hash ^ c) * 1099511628211UL;
        hash = (hash ^ (uint)seed) * 1099511628211UL;
        hash += (ulong)count * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return ((hash ^ (hash >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>A slow wave between 0 and 1 with a jitter of its own.</summary>
    public static double Wave(int seed, string name, long count)
    {
        var period = 60 + 180 * Unit(seed, name, -1);
        var phase = 2 * Math.PI * Unit(seed, name, -2);
        return Math.Clamp(0.5 + 0.4 * Math.Sin(2 * Math.PI * count / period + phase) + 0.2 * (Unit(seed, name, count) - 0.5), 0, 1);
    }
}

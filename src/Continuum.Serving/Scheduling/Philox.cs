namespace Continuum.Serving.Scheduling;

/// <summary>
/// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a random number for a key and a
/// counter, without state. Recovery after a crash draws what was drawn before.
/// </summary>
public static class Philox
{
    /// <summary>A uniform number for a token.</summary>
    /// <param name="seed">The request's seed.</param>
    /// <param name="index">Number of the generated token.</param>
    /// <returns>A number in [0, 1) with 53 random bits.</returns>
    public static double Uniform(ulong seed, int index)
    {
        var (a, b, _, _) = Block((uint)seed, (uint)(seed >> 32), (uint)index, 0, 0, 0);
        return ((((ulong)a << 32) | b) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Ten rounds of the cipher.</summary>
    internal static (uint, uint, uint, uint) Block(uint key0, uint key1, uint c0, uint c1, uint c2, uint c3)
    {
        for (var round = 0; round < 10; round++)
        {
            ulong p0 = 0xD2511F53UL * c0, p1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ key0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ key1, (uint)p0);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }
}

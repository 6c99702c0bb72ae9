namespace Continuum.Knowledge.Model.Wire;

/// <summary>An estimate of tokens where an endpoint does not count: one in 3.5 bytes of UTF-8, rounded up.</summary>
internal static class Tokens
{
    public static long Estimate(long bytes) => (bytes * 2 + 6) / 7;
}

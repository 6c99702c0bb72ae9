namespace Continuum.Serving.Compute.Simd;

/// <summary>
/// Elementary functions from additions, multiplications and divisions only: the C library's differ between systems in the
/// last place, and a stage must give the bits of the node it replaces. Relative error below 1e-14.
/// </summary>
internal static class ExactMath
{
    private const double Ln2High = 0.693147180369123816490, Ln2Low = 1.90821492927058770002e-10;
    private const double HalfPiHigh = 1.57079632673412561417, HalfPiLow = 6.07710050650619224932e-11;

    public static double Log(double x)
    {
        var exponent = 0;
        for (; x > 1.5; x /= 2) exponent++;
        for (; x < 0.75; x *= 2) exponent--;
        // ln m = 2 artanh((m - 1) / (m + 1)), |argument| <= 1/5.
        var z = (x - 1) / (x + 1);
        double power = z, sum = 0;
        for (var k = 1; k < 60; k += 2)
        {
            sum += power / k;
            power *= z * z;
        }
        return 2 * sum + exponent * Ln2Low + exponent * Ln2High;
    }

    public static double Exp(double x)
    {
        var n = Math.Round(x / (Ln2High + Ln2Low));
        var r = x - n * Ln2High - n * Ln2Low;
        double term = 1, sum = 1;
        for (var k = 1; k < 20; k++)
        {
            term *= r / k;
            sum += term;
        }
        return sum * BitConverter.Int64BitsToDouble((1023 + (long)n) << 52);
    }

    public static (double Sin, double Cos) SinCos(double x)
    {
        var quadrant = Math.Round(x / (HalfPiHigh + HalfPiLow));
        var r = x - quadrant * HalfPiHigh - quadrant * HalfPiLow;
        double sin = r, cos = 1, sinTerm = r, cosTerm = 1;
        for (var k = 2; k < 22; k += 2)
        {
            cosTerm *= -r * r / ((k - 1) * k);
            sinTerm *= -r * r / (k * (k + 1));
            cos += cosTerm;
            sin += sinTerm;
        }
        return ((long)quadrant & 3) switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
    }
}

using System.Runtime.Intrinsics;
using Continuum.Serving.Compute.Simd;

namespace Continuum.Serving.Tests.Compute;

public class MathTests
{
    [Fact]
    public void ExponentialIsWithinTwoUnits()
    {
        for (var x = -86.9f; x < 87.5f; x += 0.0137f)
        {
            var exact = Math.Exp(x);
            var error = Math.Abs(VectorMath.Exp(Vector256.Create(x))[3] - exact) / exact;
            Assert.True(error < 2.5e-7, $"e^{x} is off by {error}.");
        }
        Assert.Equal(0, VectorMath.Exp(Vector256.Create(float.NegativeInfinity))[0]);
        Assert.Equal(1, VectorMath.Exp(Vector256<float>.Zero)[0]);
    }

    [Fact]
    public void ExactFunctionsAgreeWithTheLibrary()
    {
        for (var x = 0.001; x < 200_000; x *= 1.37)
        {
            Assert.Equal(Math.Log(x), ExactMath.Log(x), 1e-14 * Math.Max(1, Math.Abs(Math.Log(x))));
            Assert.Equal(Math.Sin(x), ExactMath.SinCos(x).Sin, 1e-10);
            Assert.Equal(Math.Cos(x), ExactMath.SinCos(x).Cos, 1e-10);
            var y = -Math.Log(x) * 1.1;
            Assert.Equal(1, ExactMath.Exp(y) / Math.Exp(y), 1e-13);
        }
    }

    [Fact]
    public void TeamRunsEveryPieceOnceAndReportsFailures()
    {
        using var team = new WorkerTeam(3);
        for (var round = 0; round < 300; round++)
        {
            var count = new int[17];
            team.Run(count.Length, i => Interlocked.Increment(ref count[i]));
            Assert.All(count, n => Assert.Equal(1, n));
            if (round % 100 == 0) Thread.Sleep(20);
        }
        Assert.Throws<InvalidOperationException>(() => team.Run(8, i =>
        {
            if (i == 5) throw new InvalidOperationException();
        }));
    }
}

using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Scheduling;

public class SamplerTests
{
    private static readonly float[] Logits = [.. new double[] { 0.1, 0.4, 0.05, 0.3, 0.15 }.Select(p => (float)Math.Log(p))];

    [Fact]
    public void PhiloxAnswersAsPublished()
    {
        // Known answers of Random123: counter and key zero, then all ones.
        Assert.Equal((0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u), Philox.Block(0, 0, 0, 0, 0, 0));
        Assert.Equal((0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu), Philox.Block(~0u, ~0u, ~0u, ~0u, ~0u, ~0u));
    }

    [Fact]
    public void FrequenciesFollowProbabilities()
    {
        var counts = Count(new SamplingParameters { Seed = 5 });
        Assert.Equal([0.1, 0.4, 0.05, 0.3, 0.15], counts, (e, a) => Math.Abs(e - a) < 0.012);
        var cold = Count(new SamplingParameters { Seed = 5, Temperature = 0.5 });
        Assert.Equal(0.16 / 0.285, cold[1], 0.015);
    }

    [Fact]
    public void TopKAndTopPCutTheTail()
    {
        Assert.Equal([0, 4 / 7.0, 0, 3 / 7.0, 0], Count(new SamplingParameters { TopK = 2 }), (e, a) => Math.Abs(e - a) < 0.015);
        Assert.Equal([0, 4 / 8.5, 0, 3 / 8.5, 1.5 / 8.5], Count(new SamplingParameters { TopP = 0.8 }), (e, a) => Math.Abs(e - a) < 0.015);
        Assert.Equal(1, Count(new SamplingParameters { TopP = 0.5, TopK = 2 })[1], 1e-9);
        Assert.Equal(0, Count(new SamplingParameters { TopP = 0.94 })[2]);
    }

    [Fact]
    public void TopPSearchesAWholeFlatVocabulary()
    {
        var flat = new float[1000];
        var seen = Enumerable.Range(0, 3000).Select(i => Sampler.Choose(flat, new SamplingParameters { TopP = 0.9, Seed = 1 }, i)).ToHashSet();
        Assert.InRange(seen.Count, 800, 901);
        Assert.True(seen.Max() <= 900);
    }

    [Fact]
    public void GreedyTakesTheFirstOfEquals()
    {
        Assert.Equal(1, Sampler.Choose([1, 5, 5, 2], new SamplingParameters { Temperature = 0 }, 0));
        Assert.Equal(1, Sampler.Choose([1, 5, 5, 2], new SamplingParameters { TopK = 1 }, 0));
    }

    [Fact]
    public void SeedAndIndexNameTheNumber()
    {
        Assert.Equal(Philox.Uniform(3, 4), Philox.Uniform(3, 4));
        Assert.NotEqual(Philox.Uniform(3, 4), Philox.Uniform(3, 5));
        Assert.NotEqual(Philox.Uniform(3, 4), Philox.Uniform(3UL << 40, 4));
    }

    [Theory]
    [InlineData(-0.1, 1, 0, 1)]
    [InlineData(2.1, 1, 0, 1)]
    [InlineData(double.NaN, 1, 0, 1)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 1.01, 0, 1)]
    [InlineData(1, 1, -1, 1)]
    [InlineData(1, 1, 0, 0)]
    public void ParametersHaveRanges(double temperature, double topP, int topK, int maxTokens) => Assert.Throws<ArgumentException>(
        () => new SamplingParameters { Temperature = temperature, TopP = topP, TopK = topK, MaxTokens = maxTokens }.Validate());

    private static double[] Count(SamplingParameters parameters)
    {
        const int Draws = 20_000;
        var counts = new double[Logits.Length];
        for (var i = 0; i < Draws; i++) counts[Sampler.Choose(Logits, parameters, i)] += 1.0 / Draws;
        return counts;
    }
}

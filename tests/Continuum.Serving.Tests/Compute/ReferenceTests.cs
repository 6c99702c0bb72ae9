using Continuum.Serving.Compute;
using Continuum.Serving.Models;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Compute;

/// <summary>Against a straightforward forward pass in double precision, written from the papers and not from the kernels.</summary>
public class ReferenceTests
{
    public static TheoryData<string> Models() => [.. TestModels.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void LogitsAreClose(string model)
    {
        int[] tokens = [.. Enumerable.Range(0, 20).Select(i => (i * 271 + 7) % 8000)];
        using var checkpoint = Checkpoint.Open(TestModels.Folder(model));
        var expected = ReferenceDecoder.Logits(checkpoint, tokens);
        using var run = new StageRun(TestModels.Folder(model), WeightPrecision.F32);
        var actual = run.Force(0, tokens, 20);
        Assert.Equal(expected.Length, actual.Length);
        var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(worst < 2e-4, $"The largest difference is {worst}.");
    }

    [Fact]
    public void BytesAreCloseToo()
    {
        int[] tokens = [1, 2, 3, 500, 700, 4000];
        using var checkpoint = Checkpoint.Open(TestModels.Llama);
        var expected = ReferenceDecoder.Logits(checkpoint, tokens);
        using var run = new StageRun(TestModels.Llama, WeightPrecision.Int8);
        var error = Math.Sqrt(expected.Zip(run.Force(0, tokens, 6), (e, a) => (e - a) * (e - a)).Average());
        Assert.True(error < 0.25, $"The root mean square error is {error}; logits have a deviation of about 4.");
    }
}

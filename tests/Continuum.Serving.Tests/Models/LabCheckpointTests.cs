using System.Security.Cryptography;
using Continuum.Serving.Models.Lab;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Models;

public class LabCheckpointTests
{
    [Fact]
    public void SameSeedSameBytes()
    {
        using var folder = new TemporaryFolder();
        var again = LabCheckpoint.Ensure(folder.Path, "again", TestModels.LlamaConfig, 1);
        var other = LabCheckpoint.Ensure(folder.Path, "other", TestModels.LlamaConfig, 99);
        Assert.Equal(Digest(TestModels.Llama), Digest(again));
        Assert.NotEqual(Digest(again), Digest(other));
        Assert.Equal(["again", "other"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void ConcurrentMakersAgree()
    {
        using var folder = new TemporaryFolder();
        var made = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4)
            .Select(_ => LabCheckpoint.Ensure(folder.Path, "model", TestModels.LlamaConfig, 1)).Distinct().ToArray();
        Assert.Single(made);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("lab-llama", 256, 8, 4, 11_540_736)]
    [InlineData("lab-llama-88m", 768, 12, 6, 0)]
    [InlineData("lab-llama-150m", 1024, 16, 8, 0)]
    public void NamesHaveShapes(string name, int hidden, int heads, int kvHeads, long parameters)
    {
        var config = LabShape.Of(name);
        Assert.Equal((hidden, heads, kvHeads), (config.HiddenSize, config.HeadCount, config.KvHeadCount));
        Assert.Equal(12, config.LayerCount);
        if (parameters > 0) Assert.Equal(parameters, config.ParameterCount);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("lab-llama-0m")]
    [InlineData("lab-llama-5000m")]
    [InlineData("../lab-llama")]
    public void OtherNamesAreRefused(string name) => Assert.Throws<ArgumentException>(() => LabShape.Of(name));

    private static string Digest(string folder) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "model.safetensors"))));
}

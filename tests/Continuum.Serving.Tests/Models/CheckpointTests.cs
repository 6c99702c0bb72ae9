using System.Text;
using System.Text.Json.Nodes;
using Continuum.Serving.Models;
using Continuum.Serving.Tests.Support;

namespace Continuum.Serving.Tests.Models;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TensorType.F32)]
    [InlineData(TensorType.BF16)]
    [InlineData(TensorType.F16)]
    public void ReadsWhatWasWritten(TensorType type)
    {
        float[] values = [0f, 1f, -2.5f, 0.09375f, -1024f, 3f];
        var path = folder.File("t.safetensors");
        SafetensorsWriter.Write(path, [new("a", type, [2, 3], (first, target) => values.AsSpan((int)first, target.Length).CopyTo(target))]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(values, file.Tensors["a"].ToArray());
        Assert.Equal([2, 3], file.Tensors["a"].Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Tensors["a"].Read(4, new float[3]));
    }

    [Fact]
    public void OpensEveryArchitecture()
    {
        foreach (var model in TestModels.Names)
        {
            using var checkpoint = Checkpoint.Open(TestModels.Folder(model));
            Assert.Equal(checkpoint.Config.HiddenSize, checkpoint[TensorNames.FinalNorm].Count);
        }
    }

    [Fact]
    public void OpensShards()
    {
        using var whole = Checkpoint.Open(CopyOf(TestModels.Llama));
        var map = new JsonObject();
        var names = whole.Files[0].Tensors.Keys.ToArray();
        for (var shard = 0; shard < 2; shard++)
        {
            var part = names.Where((_, i) => i % 2 == shard).Select(name => whole[name])
                .Select(t => new SafetensorsWriter.Entry(t.Name, t.Type, t.Shape, (first, target) => t.Read(first, target))).ToArray();
            SafetensorsWriter.Write(folder.File($"shard-{shard}.safetensors"), part);
            foreach (var entry in part) map[entry.Name] = $"shard-{shard}.safetensors";
        }
        File.WriteAllText(folder.File("model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
        using var sharded = Checkpoint.Open(folder.Path);
        Assert.Equal(2, sharded.Files.Count);
        Assert.All(names, name => Assert.Equal(whole[name].ToArray(), sharded[name].ToArray()));

        map[names[0]] = "shard-1.safetensors";
        File.WriteAllText(folder.File("model.safetensors.index.json"), new JsonObject { ["weight_map"] = map.DeepClone() }.ToJsonString());
        Assert.Contains("does not hold it", Assert.Throws<ModelFormatException>(() => Checkpoint.Open(folder.Path)).Message);
        map[names[0]] = "../shard-1.safetensors";
        File.WriteAllText(folder.File("model.safetensors.index.json"), new JsonObject { ["weight_map"] = map.DeepClone() }.ToJsonString());
        Assert.Contains("without folders", Assert.Throws<ModelFormatException>(() => Checkpoint.Open(folder.Path)).Message);
    }

    [Fact]
    public void RefusesEveryTruncation()
    {
        CopyOf(TestModels.Llama);
        var bytes = File.ReadAllBytes(folder.File("model.safetensors"));
        foreach (var length in new[] { 0, 7, 8, 100, 4000, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(folder.File("model.safetensors"), bytes[..length]);
            Assert.Contains("truncated", Assert.Throws<ModelFormatException>(() => Checkpoint.Open(folder.Path)).Message);
        }
    }

    [Theory]
    [InlineData("hidden_size", "96", "has shape")]
    [InlineData("num_hidden_layers", "4", "model.layers.3.input_layernorm.weight is missing")]
    [InlineData("num_hidden_layers", "2", "does not use")]
    [InlineData("tie_word_embeddings", "false", "lm_head.weight is missing")]
    public void RefusesWeightsThatContradictTheConfiguration(string key, string value, string expected)
    {
        CopyOf(TestModels.Llama);
        var config = JsonNode.Parse(File.ReadAllText(folder.File("config.json")))!;
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(folder.File("config.json"), config.ToJsonString());
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => Checkpoint.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", "I8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", "needs 16 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "impossible")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "malformed")]
    [InlineData("""{"a":7}""", "malformed")]
    [InlineData("""[1]""", "not a JSON object")]
    [InlineData("""{"a":""", "not valid JSON")]
    public void RefusesMalformedHeaders(string header, string expected)
    {
        var path = folder.File("bad.safetensors");
        var json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[16]]);
        Assert.Contains(expected, Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void RefusesAnEmptyFolder()
    {
        Assert.Contains("config.json", Assert.Throws<ModelFormatException>(() => Checkpoint.Open(folder.Path)).Message);
        File.Copy(Path.Combine(TestModels.Llama, "config.json"), folder.File("config.json"));
        Assert.Contains("safetensors", Assert.Throws<ModelFormatException>(() => Checkpoint.Open(folder.Path)).Message);
    }

    private string CopyOf(string model)
    {
        foreach (var file in Directory.GetFiles(model)) File.Copy(file, folder.File(Path.GetFileName(file)), true);
        return folder.Path;
    }
}

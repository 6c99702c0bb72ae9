namespace Continuum.Serving.Models;

/// <summary>A model folder in Hugging Face format: configuration and memory-mapped tensors, checked against each other.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> files = [];

    private Checkpoint(string folder, ModelConfig config) => (Folder, Config) = (folder, config);

    /// <summary>The model's folder.</summary>
    public string Folder { get; }

    /// <summary>The model's configuration.</summary>
    public ModelConfig Config { get; }

    /// <summary>The mapped files.</summary>
    public IReadOnlyList<SafetensorsFile> Files => files;

    /// <summary>Opens a model folder.</summary>
    /// <param name="folder">A folder with <c>config.json</c> and <c>*.safetensors</c>, sharded with an index or not.</param>
    /// <returns>The open checkpoint.</returns>
    /// <exception cref="ModelFormatException">Anything is missing, truncated, of the wrong shape or unsupported.</exception>
    public static Checkpoint Open(string folder)
    {
        var checkpoint = new Checkpoint(folder, ModelConfigReader.Read(folder));
        try
        {
            checkpoint.MapFiles();
            checkpoint.Check();
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>A tensor by its full name.</summary>
    /// <param name="name">The name, see <see cref="TensorNames"/>.</param>
    /// <returns>The tensor.</returns>
    public Tensor this[string name] => tensors[name];

    /// <summary>Unmaps all files.</summary>
    public void Dispose() => files.ForEach(file => file.Dispose());

    private void MapFiles()
    {
        var single = Path.Combine(Folder, "model.safetensors");
        var index = Path.Combine(Folder, "model.safetensors.index.json");
        if (File.Exists(index)) MapShards(index);
        else if (File.Exists(single)) Map(single);
        else throw new ModelFormatException($"{Folder}: neither model.safetensors nor model.safetensors.index.json was found; weights in safetensors format were expected.");
    }

    private void MapShards(string index)
    {
        using var json = ConfigJson.Parse(File.ReadAllText(index), index);
        var weights = json.Object("weight_map") ?? throw json.Error("weight_map is missing");
        var shardOf = weights.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");
        foreach (var shard in shardOf.Values.Distinct().Order(StringComparer.Ordinal))
        {
            if (shard.Length == 0 || Path.GetFileName(shard) != shard)
                throw json.Error($"weight_map names the file '{shard}'; a file name without folders was expected");
            var file = Map(Path.Combine(Folder, shard));
            foreach (var (name, _) in shardOf.Where(entry => entry.Value == shard))
                if (!file.Tensors.ContainsKey(name)) throw json.Error($"weight_map places {name} in {shard}, which does not hold it");
        }
    }

    private SafetensorsFile Map(string path)
    {
        var file = SafetensorsFile.Open(path);
        files.Add(file);
        foreach (var (name, tensor) in file.Tensors)
            if (!tensors.TryAdd(name, tensor)) throw new ModelFormatException($"{path}: {name} was already found in another file.");
        return file;
    }

    private void Check()
    {
        var expected = TensorNames.Expected(Config).ToDictionary(e => e.Name, e => e.Shape, StringComparer.Ordinal);
        foreach (var (name, shape) in expected)
        {
            if (!tensors.TryGetValue(name, out var tensor))
                throw new ModelFormatException($"{Folder}: {name} is missing; shape [{string.Join(", ", shape)}] was expected.");
            if (!tensor.Shape.SequenceEqual(shape))
                throw new ModelFormatException($"{Folder}: {name} has shape [{string.Join(", ", tensor.Shape)}]; [{string.Join(", ", shape)}] was expected from config.json.");
        }
        // A tensor that the forward pass would ignore means a variant that would be computed wrongly.
        var extra = tensors.Keys.FirstOrDefault(name => !expected.ContainsKey(name) && !Ignorable(name));
        if (extra is not null)
            throw new ModelFormatException($"{Folder}: {extra} was found, which {Config.Architecture} with this config.json does not use; the architecture is not supported.");
    }

    private bool Ignorable(string name) =>
        name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal) || (Config.TiedEmbeddings && name == TensorNames.Output);
}

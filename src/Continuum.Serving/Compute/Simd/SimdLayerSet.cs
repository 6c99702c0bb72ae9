using Continuum.Serving.Compute.Packing;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Mapped layers on the processor. The output projection comes and goes with the last layer.</summary>
internal sealed class SimdLayerSet : ILayerSet
{
    private readonly Lock gate = new();
    private readonly Checkpoint checkpoint;
    private readonly StageOptions stage;
    private readonly SimdOptions options;
    private readonly PackStore store;
    private readonly PackFormat format;
    private readonly SortedDictionary<int, (SimdLayer Layer, int Users)> layers = [];
    private PackedPart? output;

    public SimdLayerSet(Checkpoint checkpoint, StageOptions stage, SimdOptions options, PackStore store)
    {
        (this.checkpoint, this.stage, this.options, this.store) = (checkpoint, stage, options, store);
        format = PackFormat.Of(options.Precision, checkpoint);
        Kv = new KvStore(new KvShape(checkpoint.Config.KvHeadCount, checkpoint.Config.HeadSize), stage.KvBlocks, []);
    }

    public KvStore Kv { get; }

    public IReadOnlyList<int> Layers
    {
        get
        {
            lock (gate) return [.. layers.Keys];
        }
    }

    public long WeightBytes(StageRange range)
    {
        var bytes = 0L;
        for (var layer = range.First; layer <= range.Last; layer++) bytes += PartPlan.Layer(checkpoint.Config, layer, format).Bytes;
        return range.IsLast ? bytes + PartPlan.Output(checkpoint.Config, format).Bytes : bytes;
    }

    public void Load(StageRange range)
    {
        Check(range);
        for (var layer = range.First; layer <= range.Last; layer++)
        {
            lock (gate)
            {
                if (layers.ContainsKey(layer)) continue;
            }
            // Packing and touching pages take long; the lock is for the table alone.
            var mapped = new SimdLayer(layer, Populated(store.Open(checkpoint, PartPlan.Layer(checkpoint.Config, layer, format))));
            lock (gate)
            {
                if (layers.TryAdd(layer, (mapped, 0))) Kv.Add(layer);
                else mapped.Dispose();
            }
        }
        if (!range.IsLast) return;
        var part = output is null ? Populated(store.Open(checkpoint, PartPlan.Output(checkpoint.Config, format))) : null;
        lock (gate)
        {
            if (output is null) output = part;
            else part?.Dispose();
        }
    }

    public void Unload(int layer)
    {
        lock (gate)
        {
            if (!layers.TryGetValue(layer, out var held)) return;
            if (held.Users > 0) throw new InvalidOperationException($"Layer {layer} is in use by {held.Users} executor(s); release their epochs first.");
            layers.Remove(layer);
            Kv.Remove(layer);
            held.Layer.Dispose();
            if (layer != checkpoint.Config.LayerCount - 1) return;
            output?.Dispose();
            output = null;
        }
    }

    public IStageExecutor CreateExecutor(StageRange range, KvStore? scratch = null)
    {
        Check(range);
        lock (gate)
        {
            var numbers = Enumerable.Range(range.First, range.Count).ToArray();
            if (numbers.Any(layer => !layers.ContainsKey(layer)))
                throw new InvalidOperationException($"Layers {range} were asked for; {(layers.Count == 0 ? "none" : string.Join(", ", layers.Keys))} are held. Load them first.");
            var executor = new SimdStage(checkpoint, range, stage, options, [.. numbers.Select(layer => layers[layer].Layer)], range.IsLast ? output : null,
                scratch ?? Kv, () => Count(numbers, -1));
            Count(numbers, 1);
            return executor;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (layer, _) in layers.Values) layer.Dispose();
            layers.Clear();
            output?.Dispose();
            output = null;
            Kv.Dispose();
        }
    }

    private void Count(int[] numbers, int change)
    {
        lock (gate)
        {
            foreach (var layer in numbers)
                if (layers.TryGetValue(layer, out var held)) layers[layer] = held with { Users = held.Users + change };
        }
    }

    private void Check(StageRange range)
    {
        if (range.LayerCount != checkpoint.Config.LayerCount || range.First < 0 || range.Last >= range.LayerCount || range.Count <= 0)
            throw new ArgumentException($"Layers {range} of {range.LayerCount} were asked for; the model has {checkpoint.Config.LayerCount}.", nameof(range));
    }

    private static PackedPart Populated(PackedPart part)
    {
        part.Populate();
        return part;
    }
}

using Continuum.Serving.Compute;
using Continuum.Serving.Compute.Simd;
using Continuum.Serving.KvCache;
using Continuum.Serving.Models;

namespace Continuum.Benchmarks.Serving;

/// <summary>Share of the memory's read bandwidth that decode at batch 1 reaches: bytes of weights and KV a token over bytes a second.</summary>
internal sealed class RooflineSection : IServingSection
{
    private const int History = 64, Steps = 32;

    public string Name => "roofline";

    public Task<object> RunAsync(ServingRunOptions options)
    {
        using var memory = new MemoryBandwidth(options.Threads);
        memory.BytesPerSecond();
        var results = new List<object>();
        foreach (var precision in options.Precisions)
        {
            var (weights, kv) = BytesPerToken(options, precision);
            using var run = new ComputeRun(options.Folder, options.Packs, precision, options.Threads);
            run.Decode(1, History, Steps);
            List<double> bandwidth = [], reached = [];
            for (var round = 0; round < options.Rounds; round++)
            {
                // On both sides of what it is compared with, so that a busy moment counts against both.
                var before = memory.BytesPerSecond();
                reached.Add((weights + kv) * Steps / run.Decode(1, History, Steps));
                bandwidth.Add(Math.Max(before, memory.BytesPerSecond()));
            }
            var share = Spread.Of(reached.Zip(bandwidth, (own, all) => own / all));
            var inCache = weights < 4 * memory.CacheBytes;
            // Decode cannot read more than memory gives: even one such round shows that the others cannot be trusted either.
            var above = reached.Zip(bandwidth).Count(pair => pair.First > pair.Second);
            var verdict = above > 0 ? $"INVALID: above 1 in {above} of {options.Rounds} rounds" : inCache ? "weights are less than 4 caches: an upper bound" : "";
            Console.WriteLine($"  {precision.ToString().ToLowerInvariant(),-6}{weights / 1e6:0.0} MB weights + {kv / 1e6:0.00} MB KV a token; memory {Spread.Of(bandwidth.Select(b => b / 1e9)).Text("0.0")} GB/s, decode {Spread.Of(reached.Select(b => b / 1e9)).Text("0.0")} GB/s, share {share.Text("0.00")} {verdict}");
            results.Add(new { precision = precision.ToString(), weightBytes = weights, kvBytes = kv, bandwidth, reached, share, roundsAboveOne = above, valid = above == 0, lessThanFourCaches = inCache });
        }
        return Task.FromResult<object>(new { History, Steps, cacheBytes = memory.CacheBytes, readBytes = memory.Bytes, results });
    }

    private static (double Weights, double Kv) BytesPerToken(ServingRunOptions options, WeightPrecision precision)
    {
        using var checkpoint = Checkpoint.Open(options.Folder);
        using var backend = new SimdBackend(new SimdOptions { PackFolder = options.Packs, Precision = precision, Threads = 1 });
        using var layers = backend.CreateLayerSet(checkpoint, new StageOptions(1, 1));
        var config = checkpoint.Config;
        // Every layer and the output matrix once. Of the embedding a row is read, which is next to nothing.
        var weights = layers.WeightBytes(StageRange.Whole(config.LayerCount));
        var slot = 2.0 * new KvShape(config.KvHeadCount, config.HeadSize).SlotFloats * sizeof(float) * config.LayerCount;
        return (weights, slot * (History + Steps / 2.0));
    }
}

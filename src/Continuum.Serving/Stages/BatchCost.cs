using Continuum.Serving.Compute;
using Continuum.Serving.Models;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Stages;

/// <summary>Operations and bytes of one micro-batch on one stage, counted as for a GPU that holds weights and KV in bf16.</summary>
/// <param name="config">The model.</param>
/// <param name="range">Layers of the stage.</param>
internal sealed class BatchCost(ModelConfig config, StageRange range)
{
    private const int Bf16Bytes = 2;

    private readonly double layerWeights = (double)config.HiddenSize * (2 * config.QuerySize + 2 * config.KvSize) + 3.0 * config.HiddenSize * config.FfnSize + 2.0 * config.HiddenSize;
    private readonly double outputWeights = range.IsLast ? (double)config.VocabularySize * config.HiddenSize : 0;

    /// <summary>Two operations a weight and token, four a position looked at and element of a head.</summary>
    public double Flops(MicroBatch batch)
    {
        double looked = 0;
        foreach (var slice in batch.Slices) looked += (double)slice.Count * slice.Start + slice.Count * (slice.Count + 1.0) / 2;
        return range.Count * (2 * layerWeights * batch.TokenCount + 4.0 * config.QuerySize * looked) + 2 * outputWeights * batch.LogitRows;
    }

    /// <summary>All weights once, and the keys and values of every sequence once.</summary>
    public double Bytes(MicroBatch batch)
    {
        double positions = 0;
        foreach (var slice in batch.Slices) positions += slice.End;
        return Bf16Bytes * (range.Count * (layerWeights + 2.0 * config.KvSize * positions) + (batch.LogitRows > 0 ? outputWeights : 0));
    }
}

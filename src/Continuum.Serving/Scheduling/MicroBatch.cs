namespace Continuum.Serving.Scheduling;

/// <summary>What one pass through the pipeline computes. Names tokens, positions and blocks, never tensors.</summary>
/// <param name="Id">Number of the micro-batch, ascending.</param>
/// <param name="Epoch">The pipeline configuration it was made for; stages refuse others.</param>
/// <param name="Slices">Its parts, at most one for each sequence.</param>
public sealed record MicroBatch(long Id, long Epoch, IReadOnlyList<BatchSlice> Slices)
{
    /// <summary>Tokens in all slices.</summary>
    public int TokenCount { get; } = Slices.Sum(slice => slice.Count);

    /// <summary>Rows of logits in all slices, in slice order.</summary>
    public int LogitRows { get; } = Slices.Sum(slice => slice.LogitRows);
}

using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Where a row of the activations comes from.</summary>
/// <param name="Slice">Its slice.</param>
/// <param name="Position">Its position in the sequence.</param>
internal readonly record struct TokenRow(BatchSlice Slice, int Position)
{
    public static TokenRow[] Of(MicroBatch batch)
    {
        var rows = new TokenRow[batch.TokenCount];
        var next = 0;
        foreach (var slice in batch.Slices)
            for (var p = slice.Start; p < slice.End; p++) rows[next++] = new TokenRow(slice, p);
        return rows;
    }
}

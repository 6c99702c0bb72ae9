using Continuum.Serving.Compute.Packing;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Multiplies activations by packed matrices on a team of threads.</summary>
internal sealed unsafe class MatrixMultiplier(WorkerTeam team, VectorWidth width)
{
    // A multiple of every tile; activations of a block stay in the second-level cache while weights stream by.
    private const int TokenBlock = 48;

    // Below this many multiply-adds a piece is not worth another thread's attention.
    private const long WorthAPiece = 60_000;

    private readonly Dictionary<PackFormat, KernelSet> kernels = new()
    {
        [PackFormat.F32] = KernelSet.Of(PackFormat.F32, width),
        [PackFormat.BF16] = KernelSet.Of(PackFormat.BF16, width),
        [PackFormat.Int8] = KernelSet.Of(PackFormat.Int8, width),
    };

    /// <summary>y[t, r] (+)= sum over k of matrix[r, k] x[t, k], for whole groups of rows.</summary>
    public void Multiply(PackedMatrix matrix, float* x, int xStride, int tokens, float* y, int yStride, bool add)
    {
        var kernel = kernels[matrix.Format];
        var cost = 4L * matrix.Columns * tokens;
        var perPiece = (int)Math.Clamp(WorthAPiece / cost, 1, matrix.Groups);
        perPiece = Math.Max(perPiece, Math.Min(16, (matrix.Groups + team.ThreadCount - 1) / team.ThreadCount));
        var pieces = (matrix.Groups + perPiece - 1) / perPiece;
        team.Run(pieces, piece =>
        {
            var first = piece * perPiece;
            var last = Math.Min(first + perPiece, matrix.Groups);
            for (var t = 0; t < tokens; t += TokenBlock)
            {
                var count = Math.Min(TokenBlock, tokens - t);
                for (var group = first; group < last; group++)
                {
                    kernel.Rows(
                        matrix.Data + group * matrix.GroupBytes, matrix.Blocks, x + (nint)t * xStride, xStride, count,
                        y + (nint)t * yStride + 4 * group, yStride, add);
                }
            }
        });
    }
}

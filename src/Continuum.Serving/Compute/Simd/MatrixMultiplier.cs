using Continuum.Serving.Compute.Packing;

namespace Continuum.Serving.Compute.Simd;

/// <summary>Multiplies activations by packed matrices on a team of threads.</summary>
internal sealed unsafe class MatrixMultiplier(WorkerTeam team, VectorWidth width)
{
    // A multiple of every tile; activations of a block stay in the second-level cache while weights stream by.
    private const int TokenBlock = 48;

    // Below this many multiply-adds a piece is not worth another thread's attention.
    private const long WorthAPiece = 60_000;

    [ThreadStatic]
    private static AlignedBuffer? widened;

    private readonly KernelSet f32 = KernelSet.Of(PackFormat.F32, width);
    private readonly KernelSet bf16 = KernelSet.Of(PackFormat.BF16, width);
    private readonly KernelSet int8 = KernelSet.Of(PackFormat.Int8, width);

    /// <summary>y[t, r] (+)= sum over k of matrix[r, k] x[t, k], for whole groups of rows.</summary>
    public void Multiply(PackedMatrix matrix, float* x, int xStride, int tokens, float* y, int yStride, bool add)
    {
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
                    Rows(matrix, group, x + (nint)t * xStride, xStride, count, y + (nint)t * yStride + 4 * group, yStride, add);
            }
        });
    }

    private void Rows(PackedMatrix matrix, int group, float* x, int xStride, int tokens, float* y, int yStride, bool add)
    {
        var data = matrix.Data + group * matrix.GroupBytes;
        var kernel = matrix.Format == PackFormat.F32 ? f32 : matrix.Format == PackFormat.BF16 ? bf16 : int8;
        if (tokens >= matrix.Format.WidenFrom)
        {
            // Many tokens use the same four rows: widened once, the values and hence the bits are the same.
            data = Widen(matrix, data);
            kernel = f32;
        }
        kernel.Rows(data, matrix.Blocks, x, xStride, tokens, y, yStride, add);
    }

    private static byte* Widen(PackedMatrix matrix, byte* group)
    {
        var length = 4L * matrix.Blocks * Lanes.Block;
        if (widened is null || widened.Length < length)
        {
            widened?.Dispose();
            widened = new AlignedBuffer(length);
        }
        if (matrix.Format == PackFormat.BF16) Widening.Group<BFloat16Format>(group, matrix.Blocks, widened.Data);
        else Widening.Group<Int8Format>(group, matrix.Blocks, widened.Data);
        return (byte*)widened.Data;
    }
}

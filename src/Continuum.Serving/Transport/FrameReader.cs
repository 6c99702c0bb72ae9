using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Continuum.Serving.Transport;

/// <summary>Reads frames. Floats are copied out piece by piece as they arrive, so that no frame is ever buffered twice.</summary>
/// <param name="pipe">Where bytes come from.</param>
/// <param name="limits">Largest frame.</param>
internal sealed class FrameReader(PipeReader pipe, FrameLimits limits)
{
    private readonly byte[] head = new byte[FrameHeader.Size];

    /// <summary>Reads a frame.</summary>
    /// <returns>The frame, or null if the peer closed the connection between two frames.</returns>
    /// <exception cref="FrameException">The frame is corrupted, too large or ends half-way.</exception>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellation)
    {
        var got = await FillAsync(head, cancellation);
        if (got == 0) return null;
        if (got < head.Length) throw new FrameException($"The connection ended after {got} of {head.Length} bytes of a frame's header.");
        var header = FrameHeader.Read(head, limits);
        var meta = header.MetaBytes == 0 ? [] : new byte[header.MetaBytes];
        var floats = header.Floats == 0 ? null : ArrayPool<float>.Shared.Rent(header.Floats);
        try
        {
            got = await FillAsync(meta, cancellation) + (floats is null ? 0 : await FillAsync(new FloatBytes(floats, header.Floats).Memory, cancellation));
            if (got < header.FrameBytes - FrameHeader.Size)
                throw new FrameException($"The connection ended after {got} of {header.FrameBytes - FrameHeader.Size} bytes of a frame's body.");
            var sum = Checksum.Of(meta, MemoryMarshal.AsBytes(floats.AsSpan(0, header.Floats)));
            if (sum != header.BodyChecksum) throw new FrameException($"The checksum of a frame is 0x{sum:x8}; 0x{header.BodyChecksum:x8} was announced. It was corrupted on the way.");
            return new Frame(header, meta, floats, header.Floats);
        }
        catch
        {
            if (floats is not null) ArrayPool<float>.Shared.Return(floats);
            throw;
        }
    }

    /// <summary>Copies bytes until the target is full or the connection ends; returns how many.</summary>
    private async ValueTask<int> FillAsync(Memory<byte> target, CancellationToken cancellation)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            var result = await pipe.ReadAsync(cancellation);
            var piece = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, target.Length - filled));
            piece.CopyTo(target.Span[filled..]);
            filled += (int)piece.Length;
            pipe.AdvanceTo(piece.End);
            if (result.IsCompleted && piece.Length == 0) break;
            if (result.IsCanceled) throw new OperationCanceledException(cancellation);
        }
        return filled;
    }
}

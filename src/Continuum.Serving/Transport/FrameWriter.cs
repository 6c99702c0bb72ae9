using System.IO.Pipelines;
using System.Runtime.InteropServices;

namespace Continuum.Serving.Transport;

/// <summary>Writes frames; each goes out as a whole before the next begins.</summary>
/// <param name="pipe">Where bytes go.</param>
internal sealed class FrameWriter(PipeWriter pipe)
{
    /// <summary>Writes a frame and hands it to the system.</summary>
    /// <exception cref="IOException">The peer is gone.</exception>
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellation)
    {
        var floats = MemoryMarshal.AsBytes(frame.Floats);
        var header = frame.Header with { MetaBytes = frame.Meta.Length, Floats = frame.Count, BodyChecksum = Checksum.Of(frame.Meta.Span, floats) };
        var span = pipe.GetSpan((int)header.FrameBytes);
        header.Write(span);
        frame.Meta.Span.CopyTo(span[FrameHeader.Size..]);
        floats.CopyTo(span[(FrameHeader.Size + frame.Meta.Length)..]);
        pipe.Advance((int)header.FrameBytes);
        var flushed = await pipe.FlushAsync(cancellation);
        if (flushed.IsCompleted) throw new IOException("The peer has closed the connection.");
    }
}

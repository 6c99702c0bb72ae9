using System.IO.Pipelines;

namespace Continuum.Serving.Transport;

/// <summary>A connection of the tensor channel, as either end sees it. One reader at a time; writers queue.</summary>
internal sealed class TensorConnection : IAsyncDisposable
{
    private const int SegmentBytes = 256 * 1024;

    private readonly Stream stream;
    private readonly FrameReader reader;
    private readonly FrameWriter writer;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly CancellationTokenSource closing = new();

    public TensorConnection(Stream stream, FrameLimits limits)
    {
        this.stream = stream;
        reader = new FrameReader(PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: SegmentBytes, leaveOpen: true)), limits);
        writer = new FrameWriter(PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));
    }

    /// <summary>The peer's name, once its first frame has been read.</summary>
    public string Peer { get; set; } = "an unnamed peer";

    /// <summary>Reads a frame; null when the peer or this end has closed.</summary>
    public async ValueTask<Frame?> ReadAsync(CancellationToken cancellation)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing.Token);
        try
        {
            return await reader.ReadAsync(linked.Token);
        }
        catch (Exception error) when (closing.IsCancellationRequested && error is OperationCanceledException or ObjectDisposedException or IOException)
        {
            return null;
        }
    }

    /// <summary>Writes a frame and disposes of it.</summary>
    /// <exception cref="IOException">The connection is closed.</exception>
    public async ValueTask WriteAsync(Frame frame, CancellationToken cancellation)
    {
        using (frame)
        {
            await writing.WaitAsync(cancellation);
            try
            {
                // A frame that is broken off would leave the peer in the middle of it: only closing ends a write.
                await writer.WriteAsync(frame, closing.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                throw new IOException($"The connection to {Peer} was closed.", error);
            }
            finally
            {
                writing.Release();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested) return;
        await closing.CancelAsync();
        await stream.DisposeAsync();
    }
}

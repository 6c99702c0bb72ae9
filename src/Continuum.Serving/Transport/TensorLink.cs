using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Continuum.Serving.Transport;

/// <summary>
/// A connection to the next hop. Frames are posted without waiting and go out in order, later where the link is paced; what
/// comes back on it are refusals.
/// </summary>
internal sealed class TensorLink : IAsyncDisposable
{
    private readonly TensorConnection connection;
    private readonly LinkPace pace;
    private readonly Channel<(Frame Frame, long Due)> queue;
    private readonly Task sending;
    private readonly Task reading;
    private readonly Action<Frame> refused;
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long free;
    private int lost;

    private TensorLink(Endpoint target, TensorConnection connection, LinkPace pace, int capacity, Action<Frame> refused)
    {
        (Target, this.connection, this.pace, this.refused) = (target, connection, pace, refused);
        queue = Channel.CreateBounded<(Frame, long)>(new BoundedChannelOptions(capacity) { SingleReader = true });
        sending = Task.Run(SendAsync);
        reading = Task.Run(ReadAsync);
    }

    /// <summary>Where it leads.</summary>
    public Endpoint Target { get; }

    /// <summary>Ends when the connection is gone, whichever side or error ended it.</summary>
    public Task Closed => closed.Task;

    /// <summary>Connects and says who is speaking.</summary>
    /// <param name="target">The next hop.</param>
    /// <param name="hello">Header of the first frame: service and term.</param>
    /// <param name="name">This process's name, for the peer's messages.</param>
    /// <param name="options">Pace, limits and security.</param>
    /// <param name="refused">Takes over frames that come back.</param>
    /// <param name="cancellation">Gives up connecting.</param>
    /// <exception cref="IOException">Nothing answers there.</exception>
    public static async Task<TensorLink> ConnectAsync(
        Endpoint target, FrameHeader hello, string name, LinkOptions options, Action<Frame> refused, CancellationToken cancellation)
    {
        var connection = new TensorConnection(await TensorStream.ConnectAsync(target, options.Security, cancellation), options.Limits) { Peer = target.ToString() };
        try
        {
            await connection.WriteAsync(new Frame(hello with { Kind = FrameKind.Hello }, Encoding.UTF8.GetBytes(name)), cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        return new TensorLink(target, connection, options.Pace, options.Capacity, refused);
    }

    /// <summary>Posts a frame and takes it over. Waits for room where the peer is slower.</summary>
    /// <exception cref="IOException">The link is closed.</exception>
    public async ValueTask SendAsync(Frame frame, CancellationToken cancellation)
    {
        try
        {
            var due = pace.IsPaced ? pace.Due(Stopwatch.GetTimestamp(), ref free, FrameHeader.Size + frame.Meta.Length + frame.Count * sizeof(float)) : 0;
            await queue.Writer.WriteAsync((frame, due), cancellation);
        }
        catch (ChannelClosedException)
        {
            frame.Dispose();
            throw new IOException($"The connection to {Target} is closed.");
        }
    }

    /// <summary>Posts a frame; false if the link is closed.</summary>
    public async Task<bool> TrySendAsync(Frame frame)
    {
        try
        {
            await SendAsync(frame, CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Task.WhenAll(sending, reading);
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var (frame, due) in queue.Reader.ReadAllAsync())
            {
                if (due > 0) await WaitAsync(due);
                await connection.WriteAsync(frame, CancellationToken.None);
            }
        }
        catch (IOException)
        {
            // Closed says so; what is left in the queue is of no use to anybody.
        }
        await CloseAsync();
        while (queue.Reader.TryRead(out var left)) left.Frame.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await connection.ReadAsync(CancellationToken.None) is { } frame) refused(frame);
        }
        catch (IOException)
        {
            // As above.
        }
        await CloseAsync();
    }

    private static async Task WaitAsync(long due)
    {
        var left = (due - Stopwatch.GetTimestamp()) * 1000 / Stopwatch.Frequency;
        if (left > 2) await Task.Delay((int)left - 1);
        PreciseWait.Until(due);
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref lost, 1) != 0) return;
        queue.Writer.TryComplete();
        await connection.DisposeAsync();
        closed.TrySetResult();
    }
}

using System.Net.Sockets;

namespace Continuum.Serving.Transport;

/// <summary>Accepts connections of the tensor channel and hands their frames to a receiver, one connection beside the other.</summary>
internal sealed class TensorListener : IAsyncDisposable
{
    private readonly Endpoint endpoint;
    private readonly TransportSecurity? security;
    private readonly FrameLimits limits;
    private readonly IFrameReceiver receiver;
    private readonly Socket socket;
    private readonly CancellationTokenSource stopping = new();
    private readonly HashSet<Task> connections = [];
    private Task accepting = Task.CompletedTask;

    private TensorListener(Endpoint endpoint, Socket socket, IFrameReceiver receiver, FrameLimits limits, TransportSecurity? security) =>
        (this.endpoint, this.socket, this.receiver, this.limits, this.security) = (endpoint, socket, receiver, limits, security);

    /// <summary>Binds and accepts.</summary>
    /// <exception cref="IOException">The endpoint is taken by a living process.</exception>
    public static async Task<TensorListener> StartAsync(
        Endpoint endpoint, IFrameReceiver receiver, FrameLimits limits, TransportSecurity? security, CancellationToken cancellation)
    {
        var address = await endpoint.ResolveAsync(cancellation);
        var socket = endpoint.CreateSocket(address);
        try
        {
            if (endpoint.Path is { } path) RemoveStale(path, address);
            socket.Bind(address);
            socket.Listen();
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new IOException($"Cannot listen on {endpoint}: {error.Message}. Another process may hold it.", error);
        }
        var listener = new TensorListener(endpoint, socket, receiver, limits, security);
        listener.accepting = listener.AcceptAsync();
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        socket.Dispose();
        await accepting;
        Task[] open;
        lock (connections) open = [.. connections];
        await Task.WhenAll(open);
        if (endpoint.Path is { } path) File.Delete(path);
    }

    /// <summary>A socket file outlives a killed process; one that nobody answers on is in the way.</summary>
    private static void RemoveStale(string path, System.Net.EndPoint address)
    {
        if (!File.Exists(path)) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
        }
        catch (SocketException)
        {
            File.Delete(path);
        }
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await socket.AcceptAsync(stopping.Token);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            var connection = ServeAsync(accepted);
            lock (connections) connections.Add(connection);
            _ = connection.ContinueWith(
                ended =>
                {
                    lock (connections) connections.Remove(ended);
                },
                TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        await Task.Yield();
        if (!endpoint.IsUnix) accepted.NoDelay = true;
        TensorConnection? connection = null;
        Exception? reason = null;
        try
        {
            Stream stream = new NetworkStream(accepted, ownsSocket: true);
            if (security is not null && !endpoint.IsUnix) stream = await security.AuthenticateServerAsync(stream, stopping.Token);
            connection = new TensorConnection(stream, limits);
            while (await connection.ReadAsync(stopping.Token) is { } frame) await receiver.ReceiveAsync(frame, connection, stopping.Token);
        }
        catch (Exception error)
        {
            // One peer's broken connection is no matter of the others; the receiver hears of it.
            if (!stopping.IsCancellationRequested) reason = error;
        }
        finally
        {
            accepted.Dispose();
            if (connection is not null)
            {
                await connection.DisposeAsync();
                receiver.Closed(connection, reason);
            }
        }
    }
}

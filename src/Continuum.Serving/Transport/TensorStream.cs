using System.Net.Sockets;

namespace Continuum.Serving.Transport;

/// <summary>Opens connections of the tensor channel.</summary>
internal static class TensorStream
{
    /// <summary>Connects to a peer.</summary>
    /// <exception cref="IOException">Nothing answers, with the endpoint in the message.</exception>
    public static async Task<Stream> ConnectAsync(Endpoint target, TransportSecurity? security, CancellationToken cancellation)
    {
        Socket? socket = null;
        try
        {
            var address = await target.ResolveAsync(cancellation);
            socket = target.CreateSocket(address);
            await socket.ConnectAsync(address, cancellation);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return security is null || target.IsUnix ? stream : await security.AuthenticateClientAsync(stream, target.Host, cancellation);
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            throw new IOException($"{target} does not answer ({error.SocketErrorCode}).", error);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }
}

using System.Net.Security;
using System.Net.Sockets;
using Continuum.Serving.Transport;
using Grpc.Net.Client;

namespace Continuum.Serving.Hosting;

/// <summary>gRPC channels over Unix sockets and TCP.</summary>
internal static class ControlChannel
{
    /// <summary>A channel that connects when it is first used. A call on an endpoint that nobody answers fails at once.</summary>
    public static GrpcChannel To(Endpoint endpoint, TransportSecurity? security)
    {
        var secure = security is not null && !endpoint.IsUnix;
        var handler = new SocketsHttpHandler
        {
            // A connection that is silently dead is found by pings, not by the next call.
            KeepAlivePingDelay = TimeSpan.FromSeconds(2),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(2),
            EnableMultipleHttp2Connections = true,
        };
        if (endpoint.IsUnix) handler.ConnectCallback = (_, cancellation) => ConnectAsync(endpoint, cancellation);
        if (secure)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [security!.Own],
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    (errors & (SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable)) == 0 && security.Trusts(certificate),
            };
        }
        var address = endpoint.IsUnix ? "http://localhost" : $"{(secure ? "https" : "http")}{endpoint.ToString()[3..]}";
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = 16 << 20 });
    }

    private static async ValueTask<Stream> ConnectAsync(Endpoint endpoint, CancellationToken cancellation)
    {
        var address = await endpoint.ResolveAsync(cancellation);
        var socket = endpoint.CreateSocket(address);
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

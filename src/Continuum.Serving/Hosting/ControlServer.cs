using System.Net;
using Continuum.Serving.Transport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Continuum.Serving.Hosting;

/// <summary>Web hosts that answer gRPC on an endpoint. SIGTERM stops them in order.</summary>
internal static class ControlServer
{
    public static WebApplicationBuilder CreateBuilder(Endpoint control, TransportSecurity? security)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // A console that starts this process may stand in its own folder and have set addresses of its own: neither counts here.
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddSimpleConsole(console => (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ssZ "))
            .SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = 16 << 20);
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (control.Path is { } path)
            {
                // The lock on the node is held: what lies there is of a process that is gone.
                File.Delete(path);
                kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2);
            }
            else
            {
                kestrel.Listen(AddressOf(control), listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    if (security is not null) listen.UseHttps(security.Own, https => Require(https, security));
                });
            }
        });
        return builder;
    }

    /// <summary>Adds a plain HTTP address, for the gateway.</summary>
    public static void AlsoListen(this WebApplicationBuilder builder, Uri address) => builder.WebHost.ConfigureKestrel(kestrel =>
        kestrel.Listen(AddressOf(Endpoint.Tcp(address.Host, address.Port)), listen => listen.Protocols = HttpProtocols.Http1));

    private static void Require(HttpsConnectionAdapterOptions https, TransportSecurity security)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, _, _) => security.Trusts(certificate);
    }

    private static IPEndPoint AddressOf(Endpoint endpoint)
    {
        if (endpoint.Host == "localhost") return new IPEndPoint(IPAddress.Loopback, endpoint.Port);
        return IPAddress.TryParse(endpoint.Host, out var address) ? new IPEndPoint(address, endpoint.Port)
            : throw new HostStartException($"'{endpoint.Host}' is not an address to listen on; an IP address or localhost was expected.");
    }
}

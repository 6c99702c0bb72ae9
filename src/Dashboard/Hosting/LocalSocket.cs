using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Dashboard.Hosting;

/// <summary>
/// The owner-only Unix socket in the data folder, through which commands of the same user act on the running console.
/// </summary>
internal static class LocalSocket
{
    // sun_path has 108 bytes on Linux, one of them the final zero.
    private const int LongestPath = 107;

    /// <summary>Path of the socket of a data folder.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, "console.sock");

    /// <summary>The address for the web server, or null when the path is too long for a socket.</summary>
    public static string? UrlIn(string folder)
    {
        var path = PathIn(folder);
        if (OperatingSystem.IsWindows() || System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath) return null;
        // The lock on the data folder is held: a socket that is there belongs to a console that is gone.
        File.Delete(path);
        return "http://unix:" + path;
    }

    /// <summary>Whether the request came through the socket.</summary>
    public static bool IsLocal(HttpContext context) =>
        context.Features.Get<IConnectionSocketFeature>()?.Socket.LocalEndPoint is UnixDomainSocketEndPoint
        || context.Features.Get<IConnectionEndPointFeature>()?.LocalEndPoint is UnixDomainSocketEndPoint;

    /// <summary>A client of the console that runs on a data folder.</summary>
    public static HttpClient Connect(string folder) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathIn(folder)), stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri("http://localhost"), Timeout = TimeSpan.FromMinutes(10) };
}

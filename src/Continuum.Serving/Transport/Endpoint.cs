using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Continuum.Serving.Transport;

/// <summary>Where a process listens: <c>unix:/folder/name</c> on one machine, <c>tcp://host:port</c> elsewhere.</summary>
public sealed record Endpoint
{
    // sockaddr_un holds 108 bytes with the final zero.
    private const int LongestPath = 107;
    private const string ControlSuffix = ".control";

    private Endpoint(string? path, string host, int port) => (Path, Host, Port) = (path, host, port);

    /// <summary>Path of the Unix socket, or null for TCP.</summary>
    public string? Path { get; }

    /// <summary>Host name or address; empty for a Unix socket.</summary>
    public string Host { get; }

    /// <summary>TCP port; 0 for a Unix socket.</summary>
    public int Port { get; }

    /// <summary>Whether it is a Unix socket.</summary>
    public bool IsUnix => Path is not null;

    /// <summary>Where the same process answers gRPC: the socket's path with <c>.control</c>, or the next TCP port.</summary>
    public Endpoint Control => IsUnix ? Unix(Path + ControlSuffix) : Tcp(Host, Port + 1);

    /// <summary>A Unix socket.</summary>
    /// <param name="path">Absolute path, at most 107 bytes.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">The path is relative or too long.</exception>
    public static Endpoint Unix(string path)
    {
        if (!System.IO.Path.IsPathRooted(path)) throw new FormatException($"'{path}' is not an absolute path; a Unix socket needs one, such as unix:/run/continuum/edge-1.");
        var bytes = System.Text.Encoding.UTF8.GetByteCount(path);
        if (bytes > LongestPath) throw new FormatException($"The socket path '{path}' has {bytes} bytes; the system allows {LongestPath}. Use a shorter folder.");
        return new Endpoint(path, "", 0);
    }

    /// <summary>A TCP port.</summary>
    /// <param name="host">Host name or address.</param>
    /// <param name="port">Port, 1 to 65535.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">Host or port is out of range.</exception>
    public static Endpoint Tcp(string host, int port)
    {
        if (host.Length == 0 || port is < 1 or > 65535) throw new FormatException($"'{host}:{port}' is not a host and a port between 1 and 65535.");
        return new Endpoint(null, host, port);
    }

    /// <summary>Reads an endpoint.</summary>
    /// <param name="text"><c>unix:/path</c>, <c>tcp://host:port</c> or <c>http://host:port</c>.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static Endpoint Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal)) return Unix(text[5..]);
        var at = text.IndexOf("://", StringComparison.Ordinal);
        if (at > 0 && text[..at] is "tcp" or "http" && text[(at + 3)..].TrimEnd('/') is var rest && rest.LastIndexOf(':') is var colon and > 0
            && int.TryParse(rest[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return Tcp(rest[..colon].Trim('[', ']'), port);
        throw new FormatException($"'{text}' is not an endpoint; unix:/path or tcp://host:port was expected.");
    }

    /// <summary>The address to listen on or connect to.</summary>
    /// <returns>The socket address.</returns>
    internal async Task<EndPoint> ResolveAsync(CancellationToken cancellation)
    {
        if (Path is not null) return new UnixDomainSocketEndPoint(Path);
        if (IPAddress.TryParse(Host, out var address)) return new IPEndPoint(address, Port);
        var found = await Dns.GetHostAddressesAsync(Host, cancellation);
        return found.Length > 0 ? new IPEndPoint(found[0], Port) : throw new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>A socket of the right kind, not connected.</summary>
    internal Socket CreateSocket(EndPoint address) =>
        IsUnix ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <inheritdoc/>
    public override string ToString() => Path is not null ? $"unix:{Path}" : string.Create(CultureInfo.InvariantCulture, $"tcp://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");
}

using System.Net;
using System.Net.Sockets;

namespace Dashboard.Serving;

/// <summary>Hands out addresses for gateways: from 5081 upward, skipping ports on which somebody listens.</summary>
internal sealed class GatewayPorts
{
    private const int First = 5081;
    private const int Last = 5999;

    private readonly HashSet<int> taken = [];

    /// <summary>Keeps an address that a running gateway has.</summary>
    public Uri Keep(Uri address)
    {
        lock (taken) taken.Add(address.Port);
        return address;
    }

    /// <summary>The next free address.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    public Uri Next()
    {
        lock (taken)
        {
            for (var port = First; port <= Last; port++)
            {
                if (taken.Contains(port) || !IsFree(port)) continue;
                taken.Add(port);
                return new Uri($"http://127.0.0.1:{port}");
            }
        }

        throw new InvalidOperationException($"No port between {First} and {Last} is free for a gateway.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

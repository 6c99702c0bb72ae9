using System.Net;
using System.Net.Sockets;

namespace Continuum.Knowledge.Model.Wire;

/// <summary>What an address of an endpoint says.</summary>
internal static class Address
{
    /// <summary>
    /// Whether the address is loopback or private by itself. A host name other than localhost is public: what it resolves
    /// to may change after it was looked at.
    /// </summary>
    public static bool IsPrivate(Uri address)
    {
        var host = address.Host.Trim('[', ']');
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return true;
        if (!IPAddress.TryParse(host, out var ip)) return false;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        if (IPAddress.IsLoopback(ip)) return true;
        if (ip.AddressFamily == AddressFamily.InterNetworkV6) return ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal;
        var bytes = ip.GetAddressBytes();
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and < 32) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 169 && bytes[1] == 254);
    }

    /// <summary>Whether the host is Azure's, which takes the key in a header of its own.</summary>
    public static bool IsAzure(Uri address) =>
        address.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".cognitiveservices.azure.com", StringComparison.OrdinalIgnoreCase)
        || address.Host.EndsWith(".services.ai.azure.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the host is OpenAI's own or Azure's: they know max_completion_tokens, where others may know max_tokens alone.</summary>
    public static bool IsOpenAI(Uri address) => IsAzure(address) || address.Host.EndsWith("openai.com", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where completions are asked for; the query stays, and so does a path that is already complete.</summary>
    public static Uri Completions(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        if (!path.EndsWith("/chat/completions", StringComparison.Ordinal)) path += "/chat/completions";
        return new UriBuilder(address) { Path = path }.Uri;
    }
}

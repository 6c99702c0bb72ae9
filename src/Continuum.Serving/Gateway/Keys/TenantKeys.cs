using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Continuum.Serving.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway.Keys;

/// <summary>
/// The keys of a gateway. A file holds an array: <c>[{"tenant":"clinic","keyHash":"9f86…","dataClass":"phi"}]</c>, where
/// <c>keyHash</c> is the key's SHA-256 in hexadecimal (<c>printf %s "$KEY" | sha256sum</c>).
/// </summary>
public sealed class TenantKeys
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    private readonly Dictionary<string, TenantKey> byHash = new(StringComparer.Ordinal);

    /// <summary>Takes keys.</summary>
    /// <param name="keys">The keys; none leaves the gateway open to whoever reaches it.</param>
    /// <exception cref="ArgumentException">A key is malformed or stands twice.</exception>
    public TenantKeys(IEnumerable<TenantKey> keys)
    {
        foreach (var key in keys)
        {
            if (string.IsNullOrEmpty(key.Tenant)) throw new ArgumentException("A key has no tenant.", nameof(keys));
            if (key.KeyHash is not { Length: 64 } || !key.KeyHash.All(char.IsAsciiHexDigit)) throw new ArgumentException($"The keyHash of tenant {key.Tenant} is not 64 hexadecimal digits; the key's SHA-256 was expected.", nameof(keys));
            if (!byHash.TryAdd(key.KeyHash.ToLowerInvariant(), key)) throw new ArgumentException($"The key of tenant {key.Tenant} stands twice.", nameof(keys));
        }
    }

    /// <summary>No keys: whoever reaches the gateway may use it.</summary>
    public static TenantKeys Open { get; } = new([]);

    /// <summary>Whether no key is needed.</summary>
    public bool IsOpen => byHash.Count == 0;

    /// <summary>Reads a key file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="InvalidDataException">It is malformed or holds no key.</exception>
    public static TenantKeys Read(string path)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<TenantKey[]>(File.ReadAllBytes(path), Format);
            // An empty file must not open the gateway.
            return keys is { Length: > 0 } ? new TenantKeys(keys) : throw new InvalidDataException($"{path}: no key was found; at least one was expected. Leave the file away to run without keys.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>SHA-256 of a key as key files hold it.</summary>
    /// <param name="key">The key.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whose request it is.</summary>
    internal TenantKey Identify(HttpContext context)
    {
        if (IsOpen)
        {
            var peer = context.Connection.RemoteIpAddress;
            return peer is null || IPAddress.IsLoopback(peer) ? new TenantKey("", "")
                : throw Unknown("This gateway has no keys and answers its own machine only. Configure keys to open it to others.", "keys_not_configured");
        }
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) throw Unknown("No key was given; the header 'Authorization: Bearer KEY' was expected.", "missing_api_key");
        return byHash.TryGetValue(Hash(header["Bearer ".Length..].Trim()), out var key) ? key : throw Unknown("The key is not known here.", "invalid_api_key");
    }

    private static ApiException Unknown(string message, string code) => new(StatusCodes.Status401Unauthorized, "authentication_error", message, code);
}

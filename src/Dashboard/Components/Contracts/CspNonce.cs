using System.Security.Cryptography;

namespace Dashboard.Components.Contracts;

/// <summary>The nonce that this response's Content-Security-Policy allows inline scripts by. One a request.</summary>
public sealed class CspNonce
{
    /// <summary>128 random bits, base64.</summary>
    public string Value { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
}

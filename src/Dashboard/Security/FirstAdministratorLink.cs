using System.Security.Cryptography;
using System.Text;

namespace Dashboard.Security;

/// <summary>
/// The one-time link by which the first administrator is made. Only its hash is kept; the link itself goes to the
/// console's terminal and nowhere else.
/// </summary>
internal sealed class FirstAdministratorLink(TimeProvider time)
{
    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private byte[]? hash;
    private DateTimeOffset expires;

    /// <summary>A fresh token; the one before it is void.</summary>
    public string Issue()
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lock (gate)
        {
            hash = Hash(token);
            expires = time.GetUtcNow() + Lifetime;
        }

        return token;
    }

    /// <summary>Whether the token is good now; it stays good.</summary>
    public bool IsValid(string? token)
    {
        lock (gate) return Matches(token);
    }

    /// <summary>Uses the token up; true once, for a good one.</summary>
    public bool Consume(string? token)
    {
        lock (gate)
        {
            if (!Matches(token)) return false;
            hash = null;
            return true;
        }
    }

    private bool Matches(string? token) =>
        hash is not null && token is not null && time.GetUtcNow() < expires && CryptographicOperations.FixedTimeEquals(hash, Hash(token));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

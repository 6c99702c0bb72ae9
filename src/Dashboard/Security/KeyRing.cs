using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Continuum.Infrastructure.Storage;

namespace Dashboard.Security;

/// <summary>Bearer keys of programs: "ctm_ID_SECRET".</summary>
internal sealed class KeyRing(DocumentCollection<string, ProgramKey> keys, TimeProvider time)
{
    private const string Prefix = "ctm_";
    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new();

    /// <summary>Every key, newest first, revoked ones included.</summary>
    public IReadOnlyList<ProgramKey> All() => [.. keys.All().OrderByDescending(k => k.CreatedAt)];

    /// <summary>Makes a key and returns it with its text, which is not kept.</summary>
    /// <exception cref="AccountException">Unknown role or scope.</exception>
    public async Task<(ProgramKey Key, string Text)> CreateAsync(
        string label, string role, IReadOnlyList<string> scopes, string actor, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        if (!Roles.All.Contains(role)) throw new AccountException($"'{role}' is no role; there are {string.Join(", ", Roles.All)}.");
        if (scopes.FirstOrDefault(s => s != Roles.ApproveScope) is { } unknown) throw new AccountException($"'{unknown}' is no scope; there is {Roles.ApproveScope}.");
        if (scopes.Count > 0 && role == Roles.Viewer) throw new AccountException("A viewer's key cannot approve; use the operator role.");
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = time.GetUtcNow();
        var key = new ProgramKey
        {
            Id = id,
            Label = string.IsNullOrWhiteSpace(label) ? "key" : label.Trim(),
            Role = role,
            Scopes = [.. scopes.Distinct()],
            SecretHash = Hash(secret),
            CreatedBy = actor,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await keys.UpsertAsync(key, cancellationToken);
        return (key, $"{Prefix}{id}_{secret}");
    }

    /// <summary>Ends a key for good.</summary>
    /// <exception cref="AccountException">There is no such key.</exception>
    public async Task RevokeAsync(string id, CancellationToken cancellationToken)
    {
        var key = keys.Find(id) ?? throw new AccountException($"There is no key '{id}'.");
        if (key.RevokedAt is null) await keys.UpsertAsync(key with { RevokedAt = time.GetUtcNow() }, cancellationToken);
    }

    /// <summary>The key that the text stands for, or null when it is not (or no longer) good.</summary>
    public ProgramKey? Verify(string text)
    {
        var parts = text.Split('_');
        if (parts.Length != 3 || parts[0] + "_" != Prefix || keys.Find(parts[1]) is not { } key) return null;
        var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key.SecretHash), Encoding.ASCII.GetBytes(Hash(parts[2])));
        if (!same || key.RevokedAt is not null || key.ExpiresAt <= time.GetUtcNow()) return null;
        used[key.Id] = time.GetUtcNow();
        return key;
    }

    /// <summary>When the key was last used since the console started; null when it was not.</summary>
    public DateTimeOffset? LastUsed(string id) => used.TryGetValue(id, out var at) ? at : null;

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

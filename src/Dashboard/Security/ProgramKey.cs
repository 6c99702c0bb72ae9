namespace Dashboard.Security;

/// <summary>A bearer key of a program. The secret is shown once and kept as a hash.</summary>
public sealed record ProgramKey
{
    /// <summary>The public part of the key.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Label { get; init; }

    /// <summary>One of <see cref="Roles.All"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Extra scopes; <see cref="Roles.ApproveScope"/> lets it decide over plans.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>SHA-256 of the secret; the secret has 256 random bits, so a fast hash is enough.</summary>
    public required string SecretHash { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself; null is never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

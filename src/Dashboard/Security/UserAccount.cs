namespace Dashboard.Security;

/// <summary>A person who may sign in.</summary>
public sealed record UserAccount
{
    /// <summary>The name in lower case: names differ by more than case.</summary>
    public required string Id { get; init; }

    /// <summary>The name as it was typed.</summary>
    public required string Name { get; init; }

    /// <summary>Made by ASP.NET Core Identity's hasher.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>One of <see cref="Roles.All"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Changes with password and role, which ends every session that carries the old one.</summary>
    public required string Stamp { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last signed in.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Whether sign-in is refused.</summary>
    public bool Disabled { get; init; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int Failures { get; init; }

    /// <summary>No password is looked at before that moment.</summary>
    public DateTimeOffset? LockedUntil { get; init; }
}

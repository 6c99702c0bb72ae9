namespace Dashboard.Components.Contracts;

/// <summary>A person who may sign in.</summary>
/// <param name="Name">User name.</param>
/// <param name="Role">viewer, operator or administrator.</param>
/// <param name="Disabled">Whether sign-in is refused.</param>
/// <param name="LastSignIn">Null when never.</param>
public sealed record AccessUser(string Name, string Role, bool Disabled, DateTimeOffset? LastSignIn);

/// <summary>A bearer key of a program.</summary>
/// <param name="Id">Its id; the secret is not kept.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Role">viewer, operator or administrator.</param>
/// <param name="MayApprove">Whether it has the approve scope.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="LastUsed">Null when never.</param>
public sealed record AccessKey(string Id, string Name, string Role, bool MayApprove, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed);

/// <summary>Who may sign in, and which programs may call. Every change is audited.</summary>
public interface IAccessDirectory
{
    /// <summary>People, by name.</summary>
    IReadOnlyList<AccessUser> Users();

    /// <summary>Keys that are not revoked, newest first.</summary>
    IReadOnlyList<AccessKey> Keys();

    /// <summary>Adds a person.</summary>
    /// <exception cref="AccessRefusedException">The name is taken, or the password too weak.</exception>
    Task AddUserAsync(string name, string password, string role, string actor, CancellationToken cancellationToken);

    /// <summary>Gives a person another role, or refuses sign-in.</summary>
    /// <exception cref="AccessRefusedException">It would leave no administrator.</exception>
    Task ChangeUserAsync(string name, string role, bool disabled, string actor, CancellationToken cancellationToken);

    /// <summary>Makes a key and returns its secret, which is shown once.</summary>
    Task<string> CreateKeyAsync(string name, string role, bool mayApprove, string actor, CancellationToken cancellationToken);

    /// <summary>Revokes a key.</summary>
    Task RevokeKeyAsync(string id, string actor, CancellationToken cancellationToken);
}

/// <summary>A change of access was refused; the message says why.</summary>
public sealed class AccessRefusedException(string message) : Exception(message);

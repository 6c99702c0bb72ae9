using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;
using Dashboard.Security;

namespace Dashboard.Services;

/// <summary>Access settings for the pages; the role is checked at every call, whatever the page shows.</summary>
internal sealed class AccessDirectory(UserDirectory users, KeyRing keys, IAuditLog audit, CurrentPrincipal principal) : IAccessDirectory
{
    /// <inheritdoc/>
    public IReadOnlyList<AccessUser> Users() => [.. users.All().Select(u => new AccessUser(u.Name, u.Role, u.Disabled, u.LastSignInAt))];

    /// <inheritdoc/>
    public IReadOnlyList<AccessKey> Keys() =>
        [.. keys.All().Where(k => k.RevokedAt is null).Select(k => new AccessKey(k.Id, k.Label, k.Role, k.Scopes.Contains(Roles.ApproveScope), k.CreatedAt, keys.LastUsed(k.Id)))];

    /// <inheritdoc/>
    public Task AddUserAsync(string name, string password, string role, string actor, CancellationToken cancellationToken) => AsAdministratorAsync(async who =>
    {
        var account = await users.CreateAsync(name, password, role, cancellationToken);
        await audit.AppendAsync("account", who, "account " + account.Name, new { created = role }, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task ChangeUserAsync(string name, string role, bool disabled, string actor, CancellationToken cancellationToken) => AsAdministratorAsync(async who =>
    {
        await users.SetRoleAsync(name, role, disabled, cancellationToken);
        await audit.AppendAsync("account", who, "account " + name, new { role, disabled }, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    public Task<string> CreateKeyAsync(string name, string role, bool mayApprove, string actor, CancellationToken cancellationToken) => AsAdministratorAsync(async who =>
    {
        var (key, text) = await keys.CreateAsync(name, role, mayApprove ? [Roles.ApproveScope] : [], who, null, cancellationToken);
        await audit.AppendAsync("key", who, "key " + key.Id, new { created = role, key.Scopes }, cancellationToken);
        return text;
    });

    /// <inheritdoc/>
    public Task RevokeKeyAsync(string id, string actor, CancellationToken cancellationToken) => AsAdministratorAsync(async who =>
    {
        await keys.RevokeAsync(id, cancellationToken);
        await audit.AppendAsync("key", who, "key " + id, new { revoked = true }, cancellationToken);
        return true;
    });

    private async Task<T> AsAdministratorAsync<T>(Func<string, Task<T>> act)
    {
        try
        {
            return await act((await principal.RequireAsync(Roles.Administrator)).Identity!.Name!);
        }
        catch (Exception error) when (error is AccountException or UnauthorizedAccessException)
        {
            throw new AccessRefusedException(error.Message);
        }
    }
}

using System.Security.Claims;
using System.Security.Cryptography;
using Continuum.Infrastructure.Storage;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Security;

/// <summary>People, their passwords and roles.</summary>
internal sealed class UserDirectory(DocumentCollection<string, UserAccount> accounts, TimeProvider time)
{
    /// <summary>Shortest password taken; length is what makes a password hard to guess.</summary>
    public const int LeastPasswordLength = 12;

    private const int FailuresBeforeLock = 5;
    private static readonly PasswordHasher<UserAccount> Hasher = new();
    // Verified when a name is unknown, so that the answer takes as long as for a known one.
    private static readonly string DecoyHash = Hasher.HashPassword(null!, "no account has this password");
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Everybody, by name.</summary>
    public IReadOnlyList<UserAccount> All() => [.. accounts.All().OrderBy(a => a.Id, StringComparer.Ordinal)];

    /// <summary>Whether somebody can administer the console.</summary>
    public bool HasAdministrator => accounts.All().Any(IsAdministrator);

    /// <summary>The account of that name, or null.</summary>
    public UserAccount? Find(string name) => accounts.Find(Key(name));

    /// <summary>Makes an account.</summary>
    /// <exception cref="AccountException">The name or password cannot be taken, or the name is in use.</exception>
    public async Task<UserAccount> CreateAsync(string name, string password, string role, CancellationToken cancellationToken)
    {
        name = name.Trim();
        CheckName(name);
        CheckPassword(name, password);
        CheckRole(role);
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (Find(name) is not null) throw new AccountException($"The name '{name}' is in use; choose another.");
            var account = new UserAccount
            {
                Id = Key(name),
                Name = name,
                Role = role,
                Stamp = NewStamp(),
                CreatedAt = time.GetUtcNow(),
                PasswordHash = Hasher.HashPassword(null!, password),
            };
            await accounts.UpsertAsync(account, cancellationToken);
            return account;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The account when the password is right; null when it is not, or when too many were wrong of late.</summary>
    public async Task<UserAccount?> VerifyAsync(string name, string password, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            var account = Find(name);
            if (account is null || account.Disabled || account.LockedUntil > now)
            {
                Hasher.VerifyHashedPassword(null!, DecoyHash, password);
                return null;
            }

            var result = Hasher.VerifyHashedPassword(account, account.PasswordHash, password);
            if (result == PasswordVerificationResult.Failed)
            {
                var failures = account.Failures + 1;
                await SaveAsync(account with
                {
                    Failures = failures,
                    LockedUntil = failures % FailuresBeforeLock == 0 ? now.AddMinutes(Math.Min(60, failures)) : null,
                }, cancellationToken);
                return null;
            }

            account = account with { Failures = 0, LockedUntil = null, LastSignInAt = now };
            if (result == PasswordVerificationResult.SuccessRehashNeeded)
                account = account with { PasswordHash = Hasher.HashPassword(account, password) };
            await SaveAsync(account, cancellationToken);
            return account;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Gives another role, or refuses sign-in; the last administrator keeps both. Sessions of the account end.</summary>
    /// <exception cref="AccountException">Unknown name or role, or nobody could administer afterwards.</exception>
    public Task SetRoleAsync(string name, string role, bool disabled, CancellationToken cancellationToken) => ChangeAsync(name, account =>
    {
        CheckRole(role);
        if (role != Roles.Administrator || disabled) KeepAnAdministrator(account);
        return account with { Role = role, Disabled = disabled, Stamp = NewStamp() };
    }, cancellationToken);

    /// <summary>Sets another password, which ends every session of the account.</summary>
    /// <exception cref="AccountException">Unknown name, or the password cannot be taken.</exception>
    public Task SetPasswordAsync(string name, string password, CancellationToken cancellationToken) => ChangeAsync(name, account =>
    {
        CheckPassword(account.Name, password);
        return account with { PasswordHash = Hasher.HashPassword(account, password), Stamp = NewStamp(), Failures = 0, LockedUntil = null };
    }, cancellationToken);

    /// <summary>The signed-in principal of an account.</summary>
    public static ClaimsPrincipal PrincipalOf(UserAccount account, string scheme) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.NameIdentifier, account.Id), new(ClaimTypes.Name, account.Name), new(ClaimTypes.Role, account.Role),
        new(Roles.StampClaim, account.Stamp),
    ], scheme));

    /// <summary>Whether a session's principal still stands for the account as it is.</summary>
    public bool IsCurrent(ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
        && accounts.Find(id) is { Disabled: false } account
        && account.Stamp == principal.FindFirstValue(Roles.StampClaim);

    private async Task ChangeAsync(string name, Func<UserAccount, UserAccount> change, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            var account = Find(name) ?? throw new AccountException($"There is no account '{name}'.");
            await SaveAsync(change(account), cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private Task SaveAsync(UserAccount account, CancellationToken cancellationToken) => accounts.UpsertAsync(account, cancellationToken);

    private void KeepAnAdministrator(UserAccount account)
    {
        if (IsAdministrator(account) && accounts.All().Count(IsAdministrator) == 1)
            throw new AccountException($"'{account.Name}' is the only administrator; make another one first.");
    }

    private static bool IsAdministrator(UserAccount account) => account is { Role: Roles.Administrator, Disabled: false };

    private static void CheckName(string name)
    {
        if (name.Length is < 2 or > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@'))
            throw new AccountException("A user name has 2 to 64 letters, digits, dots, dashes, underscores or @.");
    }

    private static void CheckPassword(string name, string password)
    {
        if (password.Length < LeastPasswordLength) throw new AccountException($"The password has {password.Length} characters; at least {LeastPasswordLength} are needed.", "password");
        if (password.Length > 256) throw new AccountException("The password is longer than 256 characters.", "password");
        if (password.Contains(name, StringComparison.OrdinalIgnoreCase)) throw new AccountException("The password contains the user name; choose another.", "password");
        if (password.Distinct().Count() < 4) throw new AccountException("The password repeats too few characters; choose another.", "password");
    }

    private static void CheckRole(string role)
    {
        if (!Roles.All.Contains(role)) throw new AccountException($"'{role}' is no role; there are {string.Join(", ", Roles.All)}.");
    }

    private static string Key(string name) => name.Trim().ToLowerInvariant();

    private static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
}

/// <summary>An account or key cannot be made or changed so; the message is for the person who asked.</summary>
public sealed class AccountException(string message, string at = "name") : Exception(message)
{
    /// <summary>The field of the form at fault: name or password.</summary>
    public string Field => at;
}

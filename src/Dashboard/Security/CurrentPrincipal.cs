using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Security;

/// <summary>
/// Who acts in this scope: a request's user, or the user of a circuit. A circuit's session is checked again at each
/// action, not only when the timer of <see cref="CircuitAuthentication"/> comes round.
/// </summary>
internal sealed class CurrentPrincipal(IHttpContextAccessor http, AuthenticationStateProvider circuit, UserDirectory users)
{
    /// <summary>The principal; anonymous when nobody is signed in or the account has changed since.</summary>
    public async Task<ClaimsPrincipal> GetAsync()
    {
        var request = http.HttpContext?.User;
        if (request?.Identity?.IsAuthenticated == true && http.HttpContext is { WebSockets.IsWebSocketRequest: false }) return request;
        var principal = (await circuit.GetAuthenticationStateAsync()).User;
        return users.IsCurrent(principal) ? principal : new ClaimsPrincipal(new ClaimsIdentity());
    }

    /// <summary>The principal, when it has the role.</summary>
    /// <exception cref="UnauthorizedAccessException">It has not.</exception>
    public async Task<ClaimsPrincipal> RequireAsync(string role)
    {
        var principal = await GetAsync();
        if (Roles.Has(principal, role)) return principal;
        throw new UnauthorizedAccessException(principal.Identity?.IsAuthenticated == true
            ? $"This needs the role {role}; {principal.Identity.Name} is {principal.FindFirstValue(ClaimTypes.Role)}."
            : "Sign in first.");
    }

    /// <summary>The principal, when it may decide over plans.</summary>
    /// <exception cref="UnauthorizedAccessException">It may not.</exception>
    public async Task<ClaimsPrincipal> RequireApproverAsync()
    {
        var principal = await RequireAsync(Roles.Operator);
        if (Roles.MayApprove(principal)) return principal;
        throw new UnauthorizedAccessException("This key has not the scope 'approve'; make one with it, or approve in the console.");
    }
}

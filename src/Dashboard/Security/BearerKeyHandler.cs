using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dashboard.Security;

/// <summary>Authenticates "Authorization: Bearer ctm_..."; the hub also takes it as access_token, since a browser's WebSocket has no headers.</summary>
internal sealed class BearerKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public new const string Scheme = "bearer";

    /// <summary>The key's text in a request, or null.</summary>
    public static string? TextOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..].Trim();
        return request.Path.StartsWithSegments("/hubs") && request.Query.TryGetValue("access_token", out var token) ? token.ToString() : null;
    }

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TextOf(Request) is not { Length: > 0 } text) return Task.FromResult(AuthenticateResult.NoResult());
        if (keys.Verify(text) is not { } key) return Task.FromResult(AuthenticateResult.Fail("The key is unknown, revoked or expired."));
        var identity = new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, "key:" + key.Id), new(ClaimTypes.Name, $"key {key.Label} ({key.Id})"), new(ClaimTypes.Role, key.Role),
            .. key.Scopes.Select(s => new Claim(Roles.ScopeClaim, s)),
        ], Scheme);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme)));
    }
}

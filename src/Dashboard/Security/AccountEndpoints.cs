using Continuum.Orchestration.Stores;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace Dashboard.Security;

/// <summary>What the sign-in pages post to: a circuit cannot set a cookie.</summary>
internal static class AccountEndpoints
{
    /// <summary>Name of the rate limit of these endpoints.</summary>
    public const string RateLimit = "account";

    /// <summary>Maps sign-in, set-up and sign-out; antiforgery is checked by the middleware since they read forms.</summary>
    public static void MapAccount(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/account").RequireRateLimiting(RateLimit).ExcludeFromDescription();
        group.MapPost("/sign-in", SignInAsync);
        group.MapPost("/set-up", SetUpAsync);
        group.MapPost("/sign-out", (Delegate)SignOutAsync);
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string? userName, [FromForm] string? password, [FromForm] string? returnUrl, HttpContext context, UserDirectory users, IAuditLog audit)
    {
        var account = await users.VerifyAsync(userName ?? "", password ?? "", context.RequestAborted);
        if (account is null)
        {
            await audit.AppendAsync("sign-in", Shorten(userName), "account", new { succeeded = false }, context.RequestAborted);
            return Results.LocalRedirect($"/account/sign-in?error=credentials&returnUrl={Uri.EscapeDataString(Local(returnUrl))}");
        }

        await audit.AppendAsync("sign-in", account.Name, "account", new { succeeded = true }, context.RequestAborted);
        await EnterAsync(context, account);
        return Results.LocalRedirect(Local(returnUrl));
    }

    private static async Task<IResult> SetUpAsync(
        [FromForm] string? token, [FromForm] string? userName, [FromForm] string? password, HttpContext context, UserDirectory users,
        FirstAdministratorLink link, IAuditLog audit)
    {
        if (users.HasAdministrator) return Results.LocalRedirect("/account/sign-in");
        if (!link.IsValid(token)) return Results.LocalRedirect("/account/set-up?token=used&error=expired");
        try
        {
            var account = await users.CreateAsync(userName ?? "", password ?? "", Roles.Administrator, context.RequestAborted);
            link.Consume(token);
            await audit.AppendAsync("account", account.Name, "account " + account.Name, new { created = account.Role, by = "one-time link" }, context.RequestAborted);
            await EnterAsync(context, account);
            return Results.LocalRedirect("/");
        }
        catch (AccountException error)
        {
            return Results.LocalRedirect($"/account/set-up?token={Uri.EscapeDataString(token!)}&error={error.Field}");
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect("/account/sign-in");
    }

    private static Task EnterAsync(HttpContext context, UserAccount account) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme, UserDirectory.PrincipalOf(account, CookieAuthenticationDefaults.AuthenticationScheme));

    // LocalRedirect throws on anything that leaves the site; a bad return address is no reason to fail a sign-in.
    private static string Local(string? url) =>
        url is { Length: > 0 } && url[0] == '/' && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) ? url : "/";

    private static string Shorten(string? name) => name is null ? "" : name.Length <= 64 ? name : name[..64];
}

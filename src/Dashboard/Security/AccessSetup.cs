using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Security;

/// <summary>Schemes and policies: a cookie for people, a bearer key for programs.</summary>
internal static class AccessSetup
{
    private const string Either = "either";

    /// <summary>Registers authentication and the policies viewer, operator, administrator and approver.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, options => options.ForwardDefaultSelector = context =>
                BearerKeyHandler.TextOf(context.Request) is null ? CookieAuthenticationDefaults.AuthenticationScheme : BearerKeyHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, BearerKeyHandler>(BearerKeyHandler.Scheme, null)
            .AddCookie(options =>
            {
                options.Cookie.Name = "continuum";
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = TimeSpan.FromHours(12);
                options.SlidingExpiration = true;
                options.LoginPath = "/account/sign-in";
                options.AccessDeniedPath = "/account/denied";
                options.Events = new CookieAuthenticationEvents
                {
                    OnValidatePrincipal = async context =>
                    {
                        if (context.HttpContext.RequestServices.GetRequiredService<UserDirectory>().IsCurrent(context.Principal!)) return;
                        context.RejectPrincipal();
                        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
                    },
                    OnRedirectToLogin = context => Redirect(context, 401),
                    OnRedirectToAccessDenied = context => Redirect(context, 403),
                };
            });
        services.AddAuthorization(options =>
        {
            foreach (var role in Roles.All) options.AddPolicy(role, policy => policy.RequireAssertion(c => Roles.Has(c.User, role)));
            options.AddPolicy(Roles.Approver, policy => policy.RequireAssertion(c => Roles.MayApprove(c.User)));
        });
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitAuthentication>();
        services.AddScoped<CurrentPrincipal>();
        return services;
    }

    // A program gets a status, a browser gets the page that helps.
    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/api") || path.StartsWithSegments("/hubs") || path.StartsWithSegments("/openapi")) context.Response.StatusCode = status;
        else context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}

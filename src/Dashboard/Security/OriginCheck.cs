using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Security;

/// <summary>
/// Refuses what another site's page sends with this site's cookie: WebSockets, which no browser rule holds back, and
/// requests that change something.
/// </summary>
internal static class OriginCheck
{
    /// <summary>Answers 403 to a foreign Origin.</summary>
    public static IApplicationBuilder UseOriginCheck(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        if ((changes || Upgrades(context)) && request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, request))
        {
            await Results.Problem($"Requests from the origin {origin} are not taken; this console is {request.Scheme}://{request.Host}.", statusCode: 403)
                .ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    // Asked of the request itself: IsWebSocketRequest is false until the WebSocket middleware has run, which is later.
    private static bool Upgrades(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0 || context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;

    internal static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}

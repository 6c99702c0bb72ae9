using Dashboard.Security;
using Microsoft.AspNetCore.Antiforgery;

namespace Dashboard.Api;

/// <summary>A call that changes something and comes with a cookie must carry the antiforgery token; a bearer key is proof by itself.</summary>
internal sealed class CookieCallFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!reads && http.User.Identity?.AuthenticationType != BearerKeyHandler.Scheme && !await antiforgery.IsRequestValidAsync(http))
            return Results.Problem("A call with the session cookie needs the antiforgery token; programs use a bearer key.", statusCode: 400);
        return await next(context);
    }
}

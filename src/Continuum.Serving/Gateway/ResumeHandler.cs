using System.Globalization;
using Continuum.Serving.Admission;
using Continuum.Serving.Gateway.Errors;
using Continuum.Serving.Gateway.Responses;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway;

/// <summary>
/// For clients that come back: <c>GET /v1/requests/{id}/events?after=N</c> streams the tokens after index N in the shape of the
/// original answer (or after <c>Last-Event-ID</c>), <c>GET /v1/requests/{id}</c> answers as a whole, <c>DELETE</c> calls off.
/// </summary>
internal sealed class ResumeHandler(RequestLedger ledger, OpenRequests open, ClassAdmission classes, GatewayOptions options)
{
    public async Task EventsAsync(HttpContext context)
    {
        var after = After(context);
        using var place = open.Enter();
        var request = await FindAsync(context);
        await AnswerWriter.StreamAsync(context, request, after + 1, options.WriteTimeout);
    }

    public async Task WholeAsync(HttpContext context)
    {
        using var place = open.Enter();
        await AnswerWriter.WholeAsync(context, await FindAsync(context));
    }

    public async Task CancelAsync(HttpContext context)
    {
        (await FindAsync(context)).Cancel();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<ServedRequest> FindAsync(HttpContext context)
    {
        var key = options.Keys.Identify(context);
        var id = (string)context.Request.RouteValues["id"]!;
        await classes.EnterAsync(key.DataClass, context.RequestAborted);
        var request = ledger.Find(key.Tenant, id) ?? throw ApiException.NotFound(
            $"No request '{id}' is known here: it never was, or ended too long ago. Send it anew with the same seed for the same answer.", "request_not_found");
        context.Response.Headers[RequestIds.Header] = id;
        return request;
    }

    /// <summary>-1 for all tokens.</summary>
    private static int After(HttpContext context)
    {
        var given = context.Request.Query["after"].ToString() is { Length: > 0 } query ? query : context.Request.Headers["Last-Event-ID"].ToString();
        if (given.Length == 0) return -1;
        return int.TryParse(given, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var after) && after >= -1 && after < int.MaxValue ? after
            : throw ApiException.Invalid($"'after' is '{given}'; the index of the last token received, from 0, was expected.", "after", "invalid_value");
    }
}

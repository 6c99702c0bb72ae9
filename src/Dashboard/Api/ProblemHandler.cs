using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace Dashboard.Api;

/// <summary>Errors as problem+json, or as a page for a browser, that say what was found and what to do.</summary>
internal sealed class ProblemHandler : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var (status, detail) = exception switch
        {
            IntentRefusedException refused => (StatusOf(refused.Reason), refused.Message),
            UnauthorizedAccessException denied => (StatusCodes.Status403Forbidden, denied.Message),
            AccountException account => (StatusCodes.Status400BadRequest, account.Message),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message),
            DriverException driver => (StatusCodes.Status502BadGateway, driver.Message),
            IOException io => (StatusCodes.Status507InsufficientStorage, io.Message),
            _ => (StatusCodes.Status500InternalServerError, "The console failed on this request; its log has the details."),
        };
        if (HttpMethods.IsGet(context.Request.Method) && context.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/html"))
        {
            context.Response.StatusCode = status;
            await Results.Text(Page, "text/html", statusCode: status).ExecuteAsync(context);
            return true;
        }

        await Results.Problem(detail, statusCode: status).ExecuteAsync(context);
        return true;
    }

    // Without the console's own components: they may be what failed.
    private const string Page = """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Continuum</title></head>
        <body style="font-family:sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem"><h1>This page failed</h1>
        <p>Nothing was changed by it. The console's log has the details.</p><p><a href="/">Back to the overview</a></p></body></html>
        """;

    private static int StatusOf(IntentRefusal reason) => reason switch
    {
        IntentRefusal.NotFound => StatusCodes.Status404NotFound,
        IntentRefusal.BadText => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    };
}

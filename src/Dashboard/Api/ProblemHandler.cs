using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace Dashboard.Api;

/// <summary>Errors of the API as problem+json that say what was found and what to do.</summary>
internal sealed class ProblemHandler : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (!context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/local")) return false;
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
        await Results.Problem(detail, statusCode: status).ExecuteAsync(context);
        return true;
    }

    private static int StatusOf(IntentRefusal reason) => reason switch
    {
        IntentRefusal.NotFound => StatusCodes.Status404NotFound,
        IntentRefusal.BadText => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status409Conflict,
    };
}

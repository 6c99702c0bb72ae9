using Continuum.Serving.Gateway.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Continuum.Serving.Gateway;

/// <summary>Turns whatever a handler throws into OpenAI's error shape.</summary>
internal static partial class GatewayErrors
{
    public static RequestDelegate Guard(Func<HttpContext, Task> handler, ILogger logger) => async context =>
    {
        try
        {
            await handler(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to tell.
        }
        catch (Exception error) when (error is not BrokenStreamException)
        {
            var answer = error as ApiException;
            if (answer is null)
            {
                Failed(logger, context.Request.Path, error);
                answer = new ApiException(StatusCodes.Status500InternalServerError, "server_error", $"The gateway failed: {error.Message}", "internal_error");
            }
            if (context.Response.HasStarted) context.Abort();
            else await ErrorJson.WriteAsync(context, answer);
        }
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway failed to answer {Path}")]
    private static partial void Failed(ILogger logger, string path, Exception error);
}

using Microsoft.AspNetCore.Http;
namespace Continuum.Serving.Gateway.Errors;

/// <summary>A request that is answered with an error in OpenAI's shape.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="type">OpenAI's kind: <c>invalid_request_error</c>, <c>authentication_error</c>, <c>permission_error</c>, <c>rate_limit_error</c>, <c>server_error</c>.</param>
/// <param name="message">What was found and what to do, for people.</param>
/// <param name="code">For programs, or null.</param>
/// <param name="param">The parameter at fault, or null.</param>
/// <param name="retryAfter">When to try again, or null.</param>
internal sealed class ApiException(int status, string type, string message, string? code = null, string? param = null, TimeSpan? retryAfter = null)
    : Exception(message)
{
    public int Status { get; } = status;

    public string Type { get; } = type;

    public string? Code { get; } = code;

    public string? Param { get; } = param;

    public TimeSpan? RetryAfter { get; } = retryAfter;

    public static ApiException Invalid(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, "invalid_request_error", message, code, param);

    public static ApiException Unsupported(string param, string message) => Invalid(message, param, "unsupported_parameter");

    public static ApiException NotFound(string message, string code, string? param = null) =>
        new(StatusCodes.Status404NotFound, "invalid_request_error", message, code, param);

    public static ApiException Full(string message, TimeSpan retryAfter) =>
        new(StatusCodes.Status429TooManyRequests, "rate_limit_error", message, "queue_full", null, retryAfter);

    public static ApiException Unavailable(string message, string code, TimeSpan? retryAfter = null) =>
        new(StatusCodes.Status503ServiceUnavailable, "server_error", message, code, null, retryAfter);
}

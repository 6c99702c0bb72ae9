using Continuum.Serving.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway;

/// <summary>Names of requests: the client's own in <c>X-Request-Id</c>, else a random one; both are sent back in that header.</summary>
internal static class RequestIds
{
    public const string Header = "X-Request-Id";

    private const int Longest = 128;

    public static string Of(HttpContext context)
    {
        var given = context.Request.Headers[Header].ToString();
        if (given.Length == 0) return Guid.CreateVersion7().ToString("N");
        return given.Length <= Longest && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? given
            : throw ApiException.Invalid($"{Header} is malformed; at most {Longest} letters, digits and - _ . : were expected.", Header, "invalid_request_id");
    }
}

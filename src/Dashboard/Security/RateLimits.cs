using System.Security.Claims;
using System.Threading.RateLimiting;

namespace Dashboard.Security;

/// <summary>How often one address may try to sign in, and one caller may call the API.</summary>
internal static class RateLimits
{
    /// <summary>Name of the limit of the API.</summary>
    public const string Api = "api";

    /// <summary>Registers the limits; a refusal is 429 with Retry-After and problem+json.</summary>
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration) => services.AddRateLimiter(options =>
    {
        var signIn = configuration.GetValue("RateLimits:SignInPerMinute", 20);
        var api = configuration.GetValue("RateLimits:ApiPerMinute", 600);
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(10);
            context.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Results.Problem("Too many requests; try again after the time in Retry-After.", statusCode: 429).ExecuteAsync(context.HttpContext);
        };
        options.AddPolicy(AccountEndpoints.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "local",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = signIn, Window = TimeSpan.FromMinutes(1) }));
        options.AddPolicy(Api, context => RateLimitPartition.GetTokenBucketLimiter(
            context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? context.Connection.RemoteIpAddress?.ToString() ?? "local",
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = api,
                TokensPerPeriod = Math.Max(1, api / 6),
                ReplenishmentPeriod = TimeSpan.FromSeconds(10),
                QueueLimit = 0,
            }));
    });
}

using Continuum.Serving.Gateway.Errors;
using Continuum.Serving.Permits;
using Microsoft.AspNetCore.Http;

namespace Continuum.Serving.Gateway;

/// <summary>Lets a request in if the pipeline may hold its data class, before any of it is processed. Those on hold wait, so many and so long.</summary>
internal sealed class ClassAdmission(ClassPermits permits, GatewayOptions options, TimeProvider clock)
{
    private int held;

    public int Held => Volatile.Read(ref held);

    public async Task EnterAsync(string? dataClass, CancellationToken aborted)
    {
        var rule = permits.Of(dataClass);
        if (rule.Permit == ClassPermit.Held) rule = await WaitAsync(dataClass, aborted);
        if (rule.Permit == ClassPermit.Allowed) return;
        throw new ApiException(StatusCodes.Status403Forbidden, "permission_error", $"The pipeline may not hold {Named(dataClass)}. {rule.Reason}".TrimEnd(), "data_class_refused");
    }

    private async Task<ClassRule> WaitAsync(string? dataClass, CancellationToken aborted)
    {
        try
        {
            if (Interlocked.Increment(ref held) > options.MaxHeldRequests)
                throw ApiException.Full($"{options.MaxHeldRequests} requests wait for their data class already, which is the most. Try again later.", TimeSpan.FromSeconds(5));
            using var limit = new CancellationTokenSource(options.HoldTimeout, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, aborted);
            try
            {
                return await permits.DecideAsync(dataClass, either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !aborted.IsCancellationRequested)
            {
                throw ApiException.Unavailable(
                    $"The pipeline may not hold {Named(dataClass)} now, and did not become legal within {options.HoldTimeout.TotalSeconds:0} s. {permits.Of(dataClass).Reason}".TrimEnd(), "data_class_held", TimeSpan.FromSeconds(5));
            }
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }

    private static string Named(string? dataClass) => string.IsNullOrEmpty(dataClass) ? "requests without a data class" : $"data of class '{dataClass}'";
}

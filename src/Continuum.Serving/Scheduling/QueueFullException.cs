namespace Continuum.Serving.Scheduling;

/// <summary>The waiting queue is full; the gateway answers 429 with Retry-After.</summary>
/// <param name="waiting">Requests that wait.</param>
/// <param name="retryAfter">When to try again, an estimate.</param>
public sealed class QueueFullException(int waiting, TimeSpan retryAfter)
    : Exception($"{waiting} requests are waiting, which is the most; try again in {retryAfter.TotalSeconds:0} s.")
{
    /// <summary>When to try again, an estimate.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

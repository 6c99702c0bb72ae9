namespace Continuum.Serving.Gateway;

/// <summary>Limits of a gateway.</summary>
public sealed record GatewayOptions
{
    /// <summary>Requests that may be open at once, waiting, held and running ones together; more are answered 429.</summary>
    public int MaxOpenRequests { get; init; } = 1024;

    /// <summary>Largest body in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most tokens of a chat answer where the client names none; the rest of the context if that is less.</summary>
    public int DefaultMaxTokens { get; init; } = 1024;

    /// <summary>How long a client may leave a written chunk unread before its connection is closed.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request waits while its data class is on hold.</summary>
    public TimeSpan HoldTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time that a client may ask a request to go on without it.</summary>
    public TimeSpan MaxResumeWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Ended requests whose answers are kept for clients that come back.</summary>
    public int KeptRequests { get; init; } = 256;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxOpenRequests);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxBodyBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(DefaultMaxTokens);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(WriteTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HoldTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxResumeWindow, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(KeptRequests);
    }
}

using Continuum.Serving.Gateway.Keys;

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

    /// <summary>How long a request that a killed head left behind waits for its client to come back.</summary>
    public TimeSpan RecoveryWindow { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Requests that may wait at once because their data class is on hold.</summary>
    public int MaxHeldRequests { get; init; } = 256;

    /// <summary>Keys by tenant; none leaves the gateway open to whoever reaches it, which is for loopback only.</summary>
    public TenantKeys Keys { get; init; } = TenantKeys.Open;

    /// <summary>The journal of durable admission, or null to admit in memory only: a killed head then forgets its requests.</summary>
    public string? JournalPath { get; init; }

    /// <summary>Largest journal in bytes; it is compacted before it grows beyond.</summary>
    public long MaxJournalBytes { get; init; } = 64 * 1024 * 1024;

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
        ArgumentOutOfRangeException.ThrowIfLessThan(RecoveryWindow, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxHeldRequests);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxJournalBytes, 64 * 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(KeptRequests);
    }
}

namespace Continuum.Serving.Transport;

/// <summary>Settings of a link.</summary>
internal sealed record LinkOptions
{
    /// <summary>What the link stands for in the lab.</summary>
    public LinkPace Pace { get; init; }

    /// <summary>Largest frame accepted.</summary>
    public FrameLimits Limits { get; init; } = FrameLimits.Default;

    /// <summary>Mutual TLS on TCP, or null.</summary>
    public TransportSecurity? Security { get; init; }

    /// <summary>Frames that may wait to go out.</summary>
    public int Capacity { get; init; } = 64;
}

namespace Continuum.Infrastructure.Lab;

/// <summary>How the lab lives.</summary>
public sealed record LabOptions
{
    /// <summary>Traffic, load and jitter follow from it.</summary>
    public int Seed { get; init; } = 20260;

    /// <summary>Time between two frames of figures.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time until a pod runs on the node that it was sent to.</summary>
    public TimeSpan PodStart { get; init; } = TimeSpan.FromMilliseconds(1200);

    /// <summary>Time until the pods of a lost node are placed elsewhere.</summary>
    public TimeSpan Eviction { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Time from a change of the topology until the baseline follows it.</summary>
    public TimeSpan Convergence { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time that a pipeline takes to prepare a new layout: mapping layers, connecting, warming up.</summary>
    public TimeSpan Preparation { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>Frames of figures kept.</summary>
    public int History { get; init; } = 900;

    /// <summary>Everything happens at once: for tests that do not look at the time between.</summary>
    public static LabOptions Immediate { get; } = new()
    {
        PodStart = TimeSpan.Zero,
        Eviction = TimeSpan.Zero,
        Convergence = TimeSpan.Zero,
        Preparation = TimeSpan.Zero,
    };
}

namespace Continuum.Serving.Load;

/// <summary>How a load is replayed.</summary>
public sealed record LoadOptions
{
    /// <summary>The gateway, with or without <c>/v1</c>.</summary>
    public required Uri Target { get; init; }

    /// <summary>Requests per second in the mean; the trace's own bursts are kept.</summary>
    public required double Rate { get; init; }

    /// <summary>How long requests are sent; those on their way are waited for.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The shape.</summary>
    public required Trace Trace { get; init; }

    /// <summary>Seed of the place in the trace where it begins, and of prompts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The model, or null for the first that the gateway lists.</summary>
    public string? Model { get; init; }

    /// <summary>The gateway's key, or null.</summary>
    public string? Key { get; init; }

    /// <summary>Factor on the lengths, or null so that the trace's longest request fits the model's context.</summary>
    public double? Scale { get; init; }

    /// <summary>Objective of a request for its first token; null for none.</summary>
    public TimeSpan? TtftObjective { get; init; }

    /// <summary>Objective of a request for the mean gap of its tokens; null for none.</summary>
    public TimeSpan? TpotObjective { get; init; }

    /// <summary>Longest time that a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);
}

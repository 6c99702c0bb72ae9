using Continuum.Core.Plans;

namespace Continuum.Orchestration.Drivers;

/// <summary>States of the reconfiguration protocol.</summary>
public enum ReconfigurationState
{
    /// <summary>Asked for.</summary>
    Proposed,

    /// <summary>Targets map layers and connect.</summary>
    Preparing,

    /// <summary>First round of KV.</summary>
    Copying,

    /// <summary>Rounds of what grew meanwhile.</summary>
    Converging,

    /// <summary>The tail is small enough.</summary>
    Ready,

    /// <summary>Held, tails streaming.</summary>
    Switching,

    /// <summary>The new pipeline serves.</summary>
    Committed,

    /// <summary>Sources let go.</summary>
    Releasing,

    /// <summary>Finished.</summary>
    Done,

    /// <summary>Given up; the old pipeline serves.</summary>
    Aborted,
}

/// <summary>A state of a reconfiguration and when it was entered.</summary>
public sealed record ReconfigurationStep(ReconfigurationState State, DateTimeOffset At);

/// <summary>A reconfiguration, running or past.</summary>
public sealed record Reconfiguration
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>Layout before.</summary>
    public required PipelineLayout From { get; init; }

    /// <summary>Layout after.</summary>
    public required PipelineLayout To { get; init; }

    /// <summary>Where it is.</summary>
    public required ReconfigurationState State { get; init; }

    /// <summary>Why it was started.</summary>
    public required string Reason { get; init; }

    /// <summary>When each state was entered.</summary>
    public IReadOnlyList<ReconfigurationStep> Steps { get; init; } = [];

    /// <summary>Bytes copied in each round.</summary>
    public IReadOnlyList<long> RoundBytes { get; init; } = [];

    /// <summary>Bytes to copy in all, as predicted.</summary>
    public long PredictedBytes { get; init; }

    /// <summary>Pause predicted, ms; null before it is known.</summary>
    public double? PredictedPauseMs { get; init; }

    /// <summary>Pause measured, ms; null before the switch.</summary>
    public double? MeasuredPauseMs { get; init; }

    /// <summary>Epoch before; the one after is one higher.</summary>
    public long Epoch { get; init; }

    /// <summary>True when figures come from a simulation.</summary>
    public bool Simulated { get; init; }

    /// <summary>Why it was aborted.</summary>
    public string? Error { get; init; }
}

/// <summary>A service as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Layout">Where head and stages are.</param>
/// <param name="Epoch">Number of the pipeline configuration.</param>
public sealed record ServiceState(string Name, PipelineLayout Layout, long Epoch);

/// <summary>The LLM services.</summary>
public interface IServingDriver : IDriver
{
    /// <summary>Reads the layouts back.</summary>
    Task<IReadOnlyList<ServiceState>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Moves a pipeline while it answers; returns when done. A target equal to the current layout does nothing.</summary>
    /// <exception cref="DriverException">Refused or aborted; the old pipeline goes on.</exception>
    Task<Reconfiguration> ReconfigureAsync(PipelineLayout target, string reason, CancellationToken cancellationToken);

    /// <summary>Running and past ones, newest first.</summary>
    IReadOnlyList<Reconfiguration> Reconfigurations { get; }

    /// <summary>Gives a running one up where that is still possible; false when it is not.</summary>
    bool Abort(string id);
}

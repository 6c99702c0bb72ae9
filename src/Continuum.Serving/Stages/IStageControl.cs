using Continuum.Serving.Compute;
using Continuum.Serving.Stages.Protocol;

namespace Continuum.Serving.Stages;

/// <summary>What a head asks of a stage, over gRPC or in one process.</summary>
internal interface IStageControl
{
    /// <summary>Where it stands.</summary>
    Task<StageStatus> StatusAsync(CancellationToken cancellation);

    /// <summary>Membership: a status at once and then at every interval. Ends with an exception when the stage is gone.</summary>
    IAsyncEnumerable<StageStatus> WatchAsync(TimeSpan interval, CancellationToken cancellation);

    /// <summary>Maps layers; those held already cost nothing.</summary>
    /// <exception cref="StageRefusalException">Stale term, or beyond the memory budget, with the numbers.</exception>
    Task LoadAsync(long term, StageRange range, CancellationToken cancellation);

    /// <summary>Prepares the route of an epoch and connects to its next hop.</summary>
    /// <exception cref="StageRefusalException">Stale term or epoch, layers that are not held, or a next hop that does not answer.</exception>
    Task PrepareAsync(long term, StageRoute route, CancellationToken cancellation);

    /// <summary>Makes a prepared epoch the active one.</summary>
    /// <exception cref="StageRefusalException">Stale term, or the epoch was not prepared.</exception>
    Task ActivateAsync(long term, long epoch, CancellationToken cancellation);

    /// <summary>Forgets an epoch and the layers that only it used.</summary>
    /// <exception cref="StageRefusalException">Stale term, or the epoch is active.</exception>
    Task ReleaseAsync(long term, long epoch, CancellationToken cancellation);
}

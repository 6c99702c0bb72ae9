using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Serving;

/// <summary>A step of a real reconfiguration.</summary>
/// <param name="State">The state that was entered.</param>
/// <param name="Bytes">Bytes of the round that has just ended, with <see cref="ReconfigurationState.Copying"/> and later ones.</param>
public sealed record RuntimeStep(ReconfigurationState State, long? Bytes = null);

/// <summary>How a real reconfiguration went.</summary>
/// <param name="Epoch">Epoch that serves now.</param>
/// <param name="PauseMs">From the last old micro-batch back to the first new one issued, ms; null when it was not measured.</param>
public sealed record RuntimeMove(long Epoch, double? PauseMs);

/// <summary>Real processes behind services of the lab. A service that it does not run is simulated, and marked so.</summary>
public interface IServiceRuntime
{
    /// <summary>Whether processes stand for the service, so that nothing of it is simulated.</summary>
    bool Runs(string service);

    /// <summary>The newest figures of the processes; null when they have told none.</summary>
    ServiceSample? Sample(string service);

    /// <summary>Moves the pipeline of a service that it runs.</summary>
    /// <param name="from">Layout now.</param>
    /// <param name="to">Layout afterwards.</param>
    /// <param name="onStep">Told of each step on its way, in order.</param>
    /// <param name="cancellationToken">Gives it up where that is still possible.</param>
    /// <exception cref="DriverException">Refused or aborted; the old pipeline goes on.</exception>
    Task<RuntimeMove> MoveAsync(PipelineLayout from, PipelineLayout to, Func<RuntimeStep, Task> onStep, CancellationToken cancellationToken);
}

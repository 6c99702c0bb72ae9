using Continuum.Core.Plans;

namespace Continuum.Orchestration.Drivers;

/// <summary>A workload as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Nodes">Nodes that hold its pods now.</param>
/// <param name="Applied">The manifest of ours in force, or null.</param>
public sealed record WorkloadState(string Name, IReadOnlyList<string> Nodes, Manifest? Applied);

/// <summary>The cluster as it is.</summary>
public sealed record ClusterState(IReadOnlyList<WorkloadState> Workloads, DateTimeOffset At);

/// <summary>Where workloads run. Every call is idempotent.</summary>
public interface IClusterDriver : IDriver
{
    /// <summary>Reads nodes and pods back.</summary>
    Task<ClusterState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Applies the manifest (server-side apply); moves no running pod by itself.</summary>
    /// <exception cref="DriverException">It was refused or not answered.</exception>
    Task ApplyAsync(Manifest manifest, CancellationToken cancellationToken);

    /// <summary>Takes our manifest of the workload back, so that what its owner set holds again.</summary>
    /// <exception cref="DriverException">It was refused or not answered.</exception>
    Task WithdrawAsync(string workload, CancellationToken cancellationToken);

    /// <summary>
    /// Moves the workload's pods and returns when they run there: all to the one node, or one to each of several, of
    /// which the first takes those that are left over.
    /// </summary>
    /// <exception cref="DriverException">A node cannot take them, or they did not become ready.</exception>
    Task MoveAsync(string workload, IReadOnlyList<string> nodes, CancellationToken cancellationToken);
}

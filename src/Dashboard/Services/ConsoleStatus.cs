using Continuum.Infrastructure.Storage;
using Continuum.Knowledge.Planning;
using Dashboard.CommandLine;
using Dashboard.Components.Contracts;
using Dashboard.Serving;

namespace Dashboard.Services;

/// <summary>What the console says of itself.</summary>
internal sealed class ConsoleStatus(IIntentPlanner planner, DataFolder folder, ServiceProcesses processes) : IConsoleStatus
{
    /// <inheritdoc/>
    public string Planner => planner.Name;

    /// <inheritdoc/>
    public string Version => Commands.Version;

    /// <inheritdoc/>
    public string DataFolder => folder.Path;

    /// <inheritdoc/>
    public IReadOnlyList<GatewayAddress> Gateways => processes.Gateways;

    /// <inheritdoc/>
    public IReadOnlyList<BackgroundTask> Tasks => processes.Tasks;
}

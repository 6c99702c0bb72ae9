using Continuum.Infrastructure.Storage;
using Continuum.Knowledge.Planning;
using Dashboard.CommandLine;
using Dashboard.Components.Contracts;

namespace Dashboard.Services;

/// <summary>What the console says of itself.</summary>
internal sealed class ConsoleStatus(IIntentPlanner planner, DataFolder folder) : IConsoleStatus
{
    /// <inheritdoc/>
    public string Planner => planner.Name;

    /// <inheritdoc/>
    public string Version => Commands.Version;

    /// <inheritdoc/>
    public string DataFolder => folder.Path;

    /// <inheritdoc/>
    public IReadOnlyList<GatewayAddress> Gateways => [];

    /// <inheritdoc/>
    public IReadOnlyList<BackgroundTask> Tasks => [];
}

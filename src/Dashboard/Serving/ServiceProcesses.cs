using Continuum.Core.Plans;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Contracts;

namespace Dashboard.Serving;

/// <summary>
/// Runs the lab's services as heads and stages of their own. They go on when the console stops, and are found again. A site
/// with many services has its first ones run; the others are simulated.
/// </summary>
internal sealed class ServiceProcesses : BackgroundService, IServiceRuntime
{
    /// <summary>Most services that are run: each is a head and a process a stage.</summary>
    public const int Most = 4;

    private readonly IReadOnlyList<RunningService> services;

    public ServiceProcesses(ISiteFeed feed, DataFolder folder, TimeProvider clock, ILogger<ServiceProcesses> logger, ServingSwitch enabled)
    {
        var ports = new GatewayPorts();
        services = enabled.On ? [.. feed.Current.Site.Services.Take(Most).Select(s => new RunningService(s.Name, feed, folder.Path, ports, clock, logger))] : [];
    }

    /// <summary>Gateways that answer, in site order.</summary>
    public IReadOnlyList<GatewayAddress> Gateways => [.. services.Where(s => s.Gateway is not null).Select(s => new GatewayAddress(s.Name, s.Gateway!.ToString().TrimEnd('/')))];

    /// <summary>What the services wait for, and what failed.</summary>
    public IReadOnlyList<BackgroundTask> Tasks =>
        [.. services.Where(s => s.Trouble is not null).Select(s => new BackgroundTask($"{s.Name}: {s.Trouble}", null, false, s.Failed ? s.Trouble : null))];

    /// <inheritdoc/>
    public bool Runs(string service) => Find(service)?.Runs == true;

    /// <inheritdoc/>
    public ServiceSample? Sample(string service) => Find(service)?.Sample;

    /// <inheritdoc/>
    public Task<RuntimeMove> MoveAsync(PipelineLayout from, PipelineLayout to, Func<RuntimeStep, Task> onStep, CancellationToken cancellationToken) =>
        Find(to.Service)?.MoveAsync(to, onStep, cancellationToken) ?? throw new DriverException($"No processes stand for {to.Service}.");

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        foreach (var service in services) service.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first page before the first process.
        await Task.Yield();
        // Addresses that running heads hold first, so that none is handed out twice; then the others in site order.
        foreach (var service in services.OrderBy(s => !s.IsFound)) service.Reserve();
        await Task.WhenAll(services.Select(s => s.RunAsync(stoppingToken)));
    }

    private RunningService? Find(string name) => services.FirstOrDefault(s => s.Name == name);
}

/// <summary>Whether the lab's services run as processes: <c>Lab:Processes</c> of the configuration, on by default.</summary>
internal sealed record ServingSwitch(bool On);

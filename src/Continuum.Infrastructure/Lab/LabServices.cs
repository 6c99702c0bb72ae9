using Continuum.Core.Pipelines;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Cluster;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Infrastructure.Lab.Telemetry;
using Continuum.Infrastructure.Lab.World;
using Continuum.Infrastructure.Storage;
using Continuum.Orchestration.Drivers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Lab;

/// <summary>Registers the lab.</summary>
public static class LabServices
{
    /// <summary>
    /// Registers a lab that stands for the site: <see cref="ISiteFeed"/>, <see cref="IFabricDriver"/>,
    /// <see cref="IClusterDriver"/>, <see cref="IServingDriver"/>, <see cref="ITelemetryFeed"/>, <see cref="LabControls"/>, and
    /// a hosted service that makes it live. It keeps its state in the <see cref="DataFolder"/> of the container where there
    /// is one; <see cref="ICostModel"/>, <see cref="IModelCatalog"/> and <see cref="IServiceRuntime"/> are used where they are registered.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="site">The site; null for the built-in one.</param>
    /// <param name="options">How it lives.</param>
    public static IServiceCollection AddLab(this IServiceCollection services, Site? site = null, LabOptions? options = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(p => new LabWorld(
            site ?? LabSite.Site,
            p.GetService<DataFolder>()?.Folder("lab"),
            options ?? new LabOptions(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILoggerFactory>()?.CreateLogger("Continuum.Lab")));
        services.AddSingleton<PodKeeper>();
        services.AddSingleton<ServiceLoads>();
        services.AddSingleton(p => new LabModels(p.GetService<IModelCatalog>()));
        services.AddSingleton(p => new LabTelemetry(
            p.GetRequiredService<LabWorld>(), p.GetRequiredService<LabModels>(), p.GetRequiredService<ServiceLoads>(), p.GetService<ICostModel>(), p.GetService<IServiceRuntime>()));
        services.AddSingleton(p => new LabControls(p.GetRequiredService<LabWorld>(), p.GetRequiredService<PodKeeper>()));
        services.AddSingleton<ISiteFeed, LabSiteFeed>();
        services.AddSingleton<IFabricDriver, InMemoryFabric>();
        services.AddSingleton<IClusterDriver, LabCluster>();
        services.AddSingleton<IServingDriver>(p => new LabServing(
            p.GetRequiredService<LabWorld>(), p.GetRequiredService<LabModels>(), p.GetRequiredService<ServiceLoads>(), p.GetService<IServiceRuntime>()));
        services.AddSingleton<ITelemetryFeed>(p => p.GetRequiredService<LabTelemetry>());
        services.AddHostedService<LabStart>();
        services.AddSingleton<IHostedService>(p => p.GetRequiredService<LabTelemetry>());
        return services;
    }
}

/// <summary>Goes on with what a stop of the lab cut short.</summary>
internal sealed class LabStart(LabControls controls, PodKeeper pods) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        controls.Converge();
        pods.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

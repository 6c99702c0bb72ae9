using Continuum.Core.Pipelines;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Infrastructure.SiteFiles;
using Continuum.Infrastructure.Storage;
using Continuum.Knowledge.Offline;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration;
using Continuum.Orchestration.Lifecycle;
using Continuum.Serving.Pipelines;
using Dashboard.Security;
using Dashboard.Serving;

namespace Dashboard.Hosting;

/// <summary>The planes behind the pages: who understands, who chooses pipelines, what stands for the site, and the life cycle of intents.</summary>
internal static class PlanesSetup
{
    /// <summary>Registers them.</summary>
    /// <exception cref="StartException">The site file cannot be read; the message has a line for each fault.</exception>
    public static IServiceCollection AddConsolePlanes(this IServiceCollection services, string? siteFile, DataFolder folder, IConfiguration configuration)
    {
        var site = siteFile is null ? null : ReadSite(siteFile);
        services.AddSingleton(s => ChosenPlanner(s.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IModelCatalog>(_ => new ModelCatalog(siteFile is null ? folder.Path : Path.GetDirectoryName(siteFile)));
        services.AddSingleton<ICostModel, RooflineCostModel>();
        services.AddSingleton<IPipelineSearch, PipelineSearch>();
        services.AddSingleton<ServiceProcesses>();
        services.AddSingleton<IServiceRuntime>(p => p.GetRequiredService<ServiceProcesses>());
        services.AddSingleton(new ServingSwitch(configuration.GetValue("Lab:Processes", true)));
        services.AddSingleton(new VisitorRate(configuration.GetValue("Lab:RequestsPerSecond", 0.3)));
        services.AddLab(site);
        services.AddHostedService(p => p.GetRequiredService<ServiceProcesses>());
        services.AddHostedService<LabVisitors>();
        services.AddOrchestration();
        Guard(services);
        return services;
    }

    private static IIntentPlanner ChosenPlanner(IConfiguration settings)
    {
        if (settings["Planner:Use"] != "model") return new OfflinePlanner();
        if (settings["Planner:Endpoint"] is not { } address || settings["Planner:Model"] is not { } model)
            throw new StartException("Planner:Use is model, but Planner:Endpoint or Planner:Model is missing");
        try
        {
            return CommandLine.Planners.Make(address, model, k => settings["Planner:" + k]);
        }
        catch (CommandLine.UsageException e)
        {
            throw new StartException(e.Message, e);
        }
    }

    // Pages and endpoints ask for IIntentService and get the guarded one; the other stays reachable by its key alone.
    private static void Guard(IServiceCollection services)
    {
        var inner = services.Last(d => d.ServiceType == typeof(IIntentService));
        services.Remove(inner);
        services.AddKeyedSingleton(GuardedIntentService.Unguarded, (provider, _) => (IIntentService)inner.ImplementationFactory!(provider));
        services.AddScoped<IIntentService, GuardedIntentService>();
        var pipelines = services.Last(d => d.ServiceType == typeof(IPipelineControl));
        services.Remove(pipelines);
        services.AddKeyedSingleton(GuardedIntentService.Unguarded, (provider, _) => (IPipelineControl)pipelines.ImplementationFactory!(provider));
        services.AddScoped<IPipelineControl, GuardedPipelineControl>();
    }

    private static Site ReadSite(string file)
    {
        var reading = SiteFile.Read(file);
        return reading.Site ?? throw new StartException(string.Join(Environment.NewLine, reading.Faults.Select(f => f.ToString()).Prepend($"The site file {file} cannot be used:")));
    }
}

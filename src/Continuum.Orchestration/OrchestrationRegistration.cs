using Continuum.Core.Pipelines;
using Continuum.Orchestration.Compliance;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Jobs;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Proof;
using Continuum.Orchestration.Stores;
using Continuum.Orchestration.Watch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuum.Orchestration;

/// <summary>Composes the orchestration plane.</summary>
public static class OrchestrationRegistration
{
    /// <summary>
    /// Registers the life cycle of intents, the bodies of the jobs, enactment, proof, the watch (as a hosted service) and
    /// the compliance view, all as singletons. The caller registers what differs between machines: the stores
    /// (<see cref="IIntentStore"/>, <see cref="IAuditLog"/>, <see cref="IEnactmentJournal"/>), the drivers
    /// (<see cref="ISiteFeed"/>, <see cref="IClusterDriver"/>, <see cref="IFabricDriver"/>, <see cref="IServingDriver"/>),
    /// the planner, the pipeline search and cost model, and <see cref="IJobQueue"/>. Durable settings take the place of
    /// the transient ones when an <see cref="IOrchestrationSettingsStore"/> is registered before.
    /// </summary>
    public static IServiceCollection AddOrchestration(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s => new EventFeed(s.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IOrchestrationSettingsStore>(_ => new TransientSettings());
        services.TryAddSingleton(s => new IntentPlanning(s.GetRequiredService<IPipelineSearch>(), s.GetRequiredService<ICostModel>()));
        services.TryAddSingleton<IPlanMaker>(s => new PlanMaker(s.GetRequiredService<IntentPlanning>()));
        services.TryAddSingleton(s => new OrchestrationRuntime(
            s.GetRequiredService<IIntentStore>(),
            s.GetRequiredService<IAuditLog>(),
            s.GetRequiredService<IEnactmentJournal>(),
            s.GetRequiredService<IJobQueue>(),
            s.GetRequiredService<ISiteFeed>(),
            s.GetRequiredService<IClusterDriver>(),
            s.GetRequiredService<IFabricDriver>(),
            s.GetRequiredService<IServingDriver>(),
            s.GetRequiredService<Knowledge.Planning.IIntentPlanner>(),
            s.GetRequiredService<IPlanMaker>(),
            s.GetRequiredService<IOrchestrationSettingsStore>(),
            s.GetRequiredService<EventFeed>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        services.TryAddSingleton<IIntentService>(s => s.GetRequiredService<OrchestrationRuntime>().Service);
        services.TryAddSingleton<IPipelineControl>(s => s.GetRequiredService<OrchestrationRuntime>().Pipelines);
        services.TryAddSingleton(s => s.GetRequiredService<OrchestrationRuntime>().Jobs);
        services.TryAddSingleton(s => s.GetRequiredService<OrchestrationRuntime>().Enforcement);
        services.TryAddSingleton(s => s.GetRequiredService<OrchestrationRuntime>().Compliance);
        services.TryAddSingleton(s => s.GetRequiredService<OrchestrationRuntime>().Watch);
        services.AddHostedService(s => s.GetRequiredService<DriftWatch>());
        return services;
    }
}

/// <summary>The parts of the orchestration plane, put together; one for a process.</summary>
internal sealed class OrchestrationRuntime
{
    public OrchestrationRuntime(
        IIntentStore store, IAuditLog audit, IEnactmentJournal journal, IJobQueue queue, ISiteFeed site, IClusterDriver cluster, IFabricDriver fabric, IServingDriver serving,
        Knowledge.Planning.IIntentPlanner planner, IPlanMaker maker, IOrchestrationSettingsStore settings, EventFeed feed, TimeProvider time, ILoggerFactory logs)
    {
        var ledger = new IntentLedger(store, audit, feed, time);
        var plant = new Plant(site, cluster, fabric, serving);
        var fresh = new PlanFreshness(ledger, site, maker);
        var (leases, planning, prover) = (new JobLeases(), new PlanningCancellation(), new Prover(plant));
        var enactor = new Enactor(plant, journal, settings, time);
        var enact = new EnactJob(ledger, plant, fresh, maker, enactor, prover, queue);
        var resumption = new Resumption(ledger, journal, leases, enact, enactor, queue);
        var windows = new WindowKeeper(ledger, queue);
        var guard = new DriftGuard(ledger, leases, resumption, plant, enactor, new DriftBook(ledger), new RepairBudget(time), settings, queue, logs.CreateLogger<DriftGuard>());
        Service = new IntentService(ledger, queue, fresh, planning);
        Pipelines = new PipelineControl(ledger, site, serving, maker, queue, leases);
        Jobs = new IntentJobs(
            ledger, leases, planning, new PlanJob(ledger, planner, site, fresh, maker, settings, queue, time), new PlanChangeJob(ledger, planner, site, fresh, maker, settings, queue), enact,
            new ProveJob(ledger, plant, prover), resumption, windows, guard);
        Enforcement = new EnforcementControl(settings, audit, feed, time);
        Compliance = new ComplianceView(store, site, time);
        Watch = new DriftWatch(plant, Jobs, guard, windows, Enforcement, time, logs.CreateLogger<DriftWatch>());
        Guard = guard;
    }

    public IIntentService Service { get; }

    public IPipelineControl Pipelines { get; }

    public IntentJobs Jobs { get; }

    public EnforcementControl Enforcement { get; }

    public ComplianceView Compliance { get; }

    public DriftWatch Watch { get; }

    public DriftGuard Guard { get; }
}

using Dashboard.Security;
using Hangfire;
using Hangfire.Dashboard;
using Hangfire.States;
using Hangfire.Storage.SQLite;

namespace Dashboard.Jobs;

/// <summary>Hangfire over a SQLite file in the data folder; one server, as that storage demands.</summary>
internal static class JobsSetup
{
    /// <summary>Registers storage and the client; the server is started by <see cref="JobServer"/> once the store is ready.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, string folder)
    {
        services.AddHangfire(configuration => configuration
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseSQLiteStorage(Path.Combine(folder, "jobs.db"), new SQLiteStorageOptions
            {
                QueuePollInterval = TimeSpan.FromMilliseconds(200),
                // Never refreshed while a job runs: a short one starts a long job again. What a crash leaves is requeued at start.
                InvisibilityTimeout = TimeSpan.FromHours(12),
            }));
        services.AddSingleton<Continuum.Orchestration.Stores.IJobQueue, HangfireJobQueue>();
        services.AddTransient<ConsoleJobs>();
        services.AddHostedService<JobServer>();
        return services;
    }

    /// <summary>Hangfire's own pages, for administrators, read-only: requeueing there must not enact anything again.</summary>
    public static void MapJobsDashboard(this WebApplication app) => app.MapHangfireDashboard("/jobs", new DashboardOptions
    {
        Authorization = [new AdministratorsOnly()],
        IsReadOnlyFunc = _ => true,
        DisplayStorageConnectionString = false,
        DashboardTitle = "Continuum jobs",
        AppPath = "/",
    }).RequireAuthorization(Roles.Administrator);

    private sealed class AdministratorsOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => Roles.Has(context.GetHttpContext().User, Roles.Administrator);
    }
}

/// <summary>Requeues what a crash interrupted, then serves the queue.</summary>
internal sealed class JobServer(JobStorage storage, IBackgroundJobClient client, IRecurringJobManager recurring, IServiceProvider services) : IHostedService, IDisposable
{
    private BackgroundJobServer? server;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the server starts, nothing can really be processing: those jobs died with the process before.
        foreach (var job in storage.GetMonitoringApi().ProcessingJobs(0, 1000))
            client.ChangeState(job.Key, new EnqueuedState(), ProcessingState.StateName);
        recurring.AddOrUpdate<ConsoleJobs>("compliance-sweep", jobs => jobs.SweepAsync(CancellationToken.None), Cron.Minutely());
        server = new BackgroundJobServer(new BackgroundJobServerOptions
        {
            WorkerCount = 4,
            Activator = new AspNetCoreActivator(services),
            SchedulePollingInterval = TimeSpan.FromSeconds(5),
            ShutdownTimeout = TimeSpan.FromSeconds(10),
        }, storage);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server is null) return;
        server.SendStop();
        await server.WaitForShutdownAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => server?.Dispose();

    private sealed class AspNetCoreActivator(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);

        [Obsolete("Hangfire calls the overload with a context, which comes here.")]
        public override JobActivatorScope BeginScope() => new Scope(services.CreateScope());

        public override JobActivatorScope BeginScope(JobActivatorContext context) => new Scope(services.CreateScope());

        private sealed class Scope(IServiceScope inner) : JobActivatorScope
        {
            public override object Resolve(Type type) => inner.ServiceProvider.GetRequiredService(type);

            public override void DisposeScope() => inner.Dispose();
        }
    }
}

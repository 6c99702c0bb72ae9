using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Jobs;
using Continuum.Orchestration.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Continuum.Orchestration.Watch;

/// <summary>
/// Notices drift as it happens: drivers and the site tell of changes, and every burst of them leads to one check. It
/// also wakes for what is due at a known time: repairs put off, windows that begin or end, a pause that is over.
/// </summary>
public sealed class DriftWatch : IHostedService, IDisposable
{
    private readonly Plant plant;
    private readonly IntentJobs jobs;
    private readonly DriftGuard guard;
    private readonly WindowKeeper windows;
    private readonly EnforcementControl enforcement;
    private readonly TimeProvider time;
    private readonly ILogger<DriftWatch> log;
    private readonly Lock gate = new();
    private readonly List<IDisposable> subscriptions = [];
    private readonly SemaphoreSlim wake = new(0);
    private List<Cause> causes = [];
    private CancellationTokenSource? stop;
    private Task loop = Task.CompletedTask;
    private long seen = -1;

    internal DriftWatch(Plant plant, IntentJobs jobs, DriftGuard guard, WindowKeeper windows, EnforcementControl enforcement, TimeProvider time, ILogger<DriftWatch> log) =>
        (this.plant, this.jobs, this.guard, this.windows, this.enforcement, this.time, this.log) = (plant, jobs, guard, windows, enforcement, time, log);

    /// <summary>Subscribes, then finishes what a crash left, then watches.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        stop = new CancellationTokenSource();
        foreach (var driver in new IDriver[] { plant.Cluster, plant.Fabric, plant.Serving }) subscriptions.Add(driver.Subscribe(OnEvent));
        subscriptions.Add(plant.Site.Subscribe(OnSite));
        loop = Task.Run(() => LoopAsync(stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Stops watching; a check that runs is left to its journal.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
        subscriptions.Clear();
        if (stop is null) return;
        await stop.CancelAsync().ConfigureAwait(false);
        await loop.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
        stop?.Dispose();
        wake.Dispose();
    }

    private void OnEvent(DriverEvent happened)
    {
        if (!happened.Own) Add(new Cause(happened.Subject, happened.At));
    }

    private void OnSite(SiteSnapshot snapshot)
    {
        lock (gate)
        {
            if (snapshot.Version == seen) return;
            seen = snapshot.Version;
        }

        Add(new Cause("", snapshot.At));
    }

    private void Add(Cause cause)
    {
        lock (gate)
        {
            causes.Add(cause);
            // One permit is enough for any number of causes.
            if (causes.Count == 1) wake.Release();
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        // What happened while nobody watched is found by the first check.
        var looked = time.GetUtcNow();
        var pending = await GuardedAsync(() => FirstAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(pending, looked, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            List<Cause> now;
            lock (gate) (now, causes) = (causes, []);
            looked = time.GetUtcNow();
            pending = await GuardedAsync(() => RoundAsync(now, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<DateTimeOffset?> FirstAsync(CancellationToken cancellationToken)
    {
        await jobs.ResumeAsync(cancellationToken).ConfigureAwait(false);
        return await RoundAsync([], cancellationToken).ConfigureAwait(false);
    }

    private async Task<DateTimeOffset?> RoundAsync(List<Cause> now, CancellationToken cancellationToken)
    {
        await enforcement.ExpireAsync(cancellationToken).ConfigureAwait(false);
        await windows.RunAsync(cancellationToken).ConfigureAwait(false);
        return await guard.CheckAsync(now, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DateTimeOffset?> GuardedAsync(Func<Task<DateTimeOffset?>> round, CancellationToken cancellationToken)
    {
        try
        {
            return await round().ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            log.LogError(e, "A check of the active intents failed; it is tried again in five seconds.");
            return time.GetUtcNow() + TimeSpan.FromSeconds(5);
        }
    }

    // Boundaries count from when the last round looked at the clock: one that passed during the round is due now.
    private async Task WaitAsync(DateTimeOffset? pending, DateTimeOffset looked, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new[] { pending, windows.NextBoundary(looked), enforcement.Until }.Min();
        if (due is not { } at)
        {
            await wake.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = wake.WaitAsync(either.Token);
        var wait = at > now ? at - now : TimeSpan.Zero;
        // Timers take at most 49 days; a window may begin later.
        var timer = Task.Delay(wait < TimeSpan.FromDays(1) ? wait : TimeSpan.FromDays(1), time, either.Token);
        await Task.WhenAny(woken, timer).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(Quiet(woken), Quiet(timer)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task Quiet(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The other one came first.
        }
    }
}

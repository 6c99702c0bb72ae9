using Continuum.Orchestration.Stores;
using Hangfire;

namespace Dashboard.Jobs;

/// <summary>Job bodies are enqueued by id and run by Hangfire.</summary>
internal sealed class HangfireJobQueue(IBackgroundJobClient client) : IJobQueue
{
    /// <inheritdoc/>
    public void EnqueuePlanning(long intentId) => client.Enqueue<ConsoleJobs>(jobs => jobs.PlanAsync(intentId, CancellationToken.None));

    /// <inheritdoc/>
    public void EnqueueEnactment(long intentId) => client.Enqueue<ConsoleJobs>(jobs => jobs.EnactAsync(intentId, CancellationToken.None));

    /// <inheritdoc/>
    public void EnqueueProof(long intentId) => client.Enqueue<ConsoleJobs>(jobs => jobs.ProveAsync(intentId, CancellationToken.None));
}

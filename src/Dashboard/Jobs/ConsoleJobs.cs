using System.ComponentModel;
using Continuum.Orchestration.Jobs;
using Hangfire;

namespace Dashboard.Jobs;

/// <summary>
/// What Hangfire calls. No automatic retries: Hangfire's default of ten would enact again after a failure that was
/// rolled back. What a crash interrupted is requeued at the next start, and the bodies are re-entrant.
/// </summary>
[AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
public sealed class ConsoleJobs(IntentJobs bodies)
{
    /// <summary>Understand, compile and verify.</summary>
    [DisplayName("Plan and verify intent {0}")]
    public Task PlanAsync(long intentId, CancellationToken cancellationToken) => bodies.PlanAsync(intentId, cancellationToken);

    /// <summary>Enact what was approved.</summary>
    [DisplayName("Enact intent {0}")]
    public Task EnactAsync(long intentId, CancellationToken cancellationToken) => bodies.EnactAsync(intentId, cancellationToken);

    /// <summary>Read back and prove.</summary>
    [DisplayName("Prove intent {0}")]
    public Task ProveAsync(long intentId, CancellationToken cancellationToken) => bodies.ProveAsync(intentId, cancellationToken);

    /// <summary>The recurring compliance sweep.</summary>
    [DisplayName("Compliance sweep")]
    public Task SweepAsync(CancellationToken cancellationToken) => bodies.SweepAsync(cancellationToken);
}

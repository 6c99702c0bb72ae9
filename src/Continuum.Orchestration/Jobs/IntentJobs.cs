using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Continuum.Orchestration.Watch;

namespace Continuum.Orchestration.Jobs;

/// <summary>
/// The bodies of the background jobs. Each takes an id and looks for itself what there is to do, so that running one
/// twice, late, or again after a crash does no harm. Never two for one intent at once, and one enactment at a time.
/// </summary>
public sealed class IntentJobs
{
    private readonly IntentLedger ledger;
    private readonly JobLeases leases;
    private readonly PlanningCancellation planning;
    private readonly PlanJob plan;
    private readonly PlanChangeJob planChange;
    private readonly EnactJob enact;
    private readonly ProveJob prove;
    private readonly Resumption resumption;
    private readonly WindowKeeper windows;
    private readonly DriftGuard guard;

    internal IntentJobs(
        IntentLedger ledger, JobLeases leases, PlanningCancellation planning, PlanJob plan, PlanChangeJob planChange, EnactJob enact, ProveJob prove,
        Resumption resumption, WindowKeeper windows, DriftGuard guard)
    {
        (this.ledger, this.leases, this.planning, this.plan, this.planChange) = (ledger, leases, planning, plan, planChange);
        (this.enact, this.prove, this.resumption, this.windows, this.guard) = (enact, prove, resumption, windows, guard);
    }

    /// <summary>Understands, compiles and verifies the intent, or its pending change. Does nothing when there is nothing to plan.</summary>
    public async Task PlanAsync(long id, CancellationToken cancellationToken)
    {
        using var lease = await leases.IntentAsync(id, cancellationToken).ConfigureAwait(false);
        using var stop = planning.Begin(id, cancellationToken);
        try
        {
            switch (ledger.Find(id))
            {
                case { State: IntentState.Received or IntentState.Planning or IntentState.Planned or IntentState.Verifying } record:
                    await plan.RunAsync(record, stop.Token).ConfigureAwait(false);
                    break;
                case { State: IntentState.Active, Change: { Verdict: null, Approval: null } } record:
                    await planChange.RunAsync(record, stop.Token).ConfigureAwait(false);
                    break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A person cancelled; the record says so already.
        }
        finally
        {
            planning.End(id);
        }
    }

    /// <summary>Enacts what was approved for the intent. Does nothing when nothing is.</summary>
    public async Task EnactAsync(long id, CancellationToken cancellationToken)
    {
        using var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false);
        // What a crash left half-way comes first: a plan made over it would take it for the state to return to.
        await resumption.FinishOpenAsync(cancellationToken).ConfigureAwait(false);
        using var lease = await leases.IntentAsync(id, cancellationToken).ConfigureAwait(false);
        if (ledger.Find(id) is { } record) await enact.RunAsync(record, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the real system back and stores the evidence with the intent.</summary>
    public async Task ProveAsync(long id, CancellationToken cancellationToken)
    {
        using var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false);
        await prove.RunAsync([id], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The recurring sweep: finishes what was left, lets windows begin and end, looks for drift, and proves every active intent anew.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        using (var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false))
        {
            await resumption.FinishOpenAsync(cancellationToken).ConfigureAwait(false);
        }

        await windows.RunAsync(cancellationToken).ConfigureAwait(false);
        await guard.CheckAsync([], cancellationToken).ConfigureAwait(false);
        using (var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false))
        {
            await prove.RunAsync([.. ledger.All().Where(r => r.State == IntentState.Active).Select(r => r.Id)], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Once at start, before or while jobs run: finishes or takes back what a crash left, and enqueues what was stored but not enqueued.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        using (var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false))
        {
            await resumption.FinishOpenAsync(cancellationToken).ConfigureAwait(false);
        }

        resumption.EnqueueForgotten();
    }
}

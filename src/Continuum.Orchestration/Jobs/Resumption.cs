using Continuum.Core.Intents;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Jobs;

/// <summary>Picks up what a stop at any point left behind.</summary>
internal sealed class Resumption(IntentLedger ledger, IEnactmentJournal journal, JobLeases leases, EnactJob enact, Enactor enactor, IJobQueue jobs)
{
    /// <summary>Leads every open enactment to its end. Callers hold the enactment lease, so that whatever is open was left by an earlier process.</summary>
    public async Task FinishOpenAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in journal.Open())
        {
            var script = EnactmentScript.Read(entry);
            if (script.Repair)
            {
                // It led to what is desired anyway; the watch plans it anew from what it finds.
                await journal.SaveAsync(script.Entry(JournalState.RolledBack), cancellationToken).ConfigureAwait(false);
                continue;
            }

            using var lease = await leases.IntentAsync(script.IntentId, cancellationToken).ConfigureAwait(false);
            if (ledger.Find(script.IntentId) is { } record)
            {
                await enact.RunAsync(record, script, cancellationToken).ConfigureAwait(false);
                continue;
            }

            script = await enactor.BackAsync(script, "Its intent is not stored any longer.", _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            await enactor.CloseAsync(script, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Enqueues what a record asks for: a stop may have come between storing it and enqueueing.</summary>
    public void EnqueueForgotten()
    {
        foreach (var record in ledger.All())
        {
            switch (record)
            {
                case { State: IntentState.Received or IntentState.Planning or IntentState.Planned or IntentState.Verifying }:
                case { State: IntentState.Active, Change: { Verdict: null, Approval: null } }:
                    jobs.EnqueuePlanning(record.Id);
                    break;
                case { State: IntentState.AwaitingApproval, Approval: not null }:
                case { State: IntentState.Active, Change.Approval: not null }:
                case { State: IntentState.Enacting or IntentState.Withdrawing }:
                    jobs.EnqueueEnactment(record.Id);
                    break;
            }
        }
    }
}

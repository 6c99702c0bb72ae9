using Continuum.Core.Intents;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Proof;

namespace Continuum.Orchestration.Jobs;

/// <summary>Proves active intents by reading back. Callers hold the enactment lease: half-enacted states prove nothing.</summary>
internal sealed class ProveJob(IntentLedger ledger, Plant plant, Prover prover)
{
    public async Task RunAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var all = ledger.All();
        if (ActiveIntents.Desired(all) is not { } desired) return;
        var records = all.Where(r => r is { State: IntentState.Active, Policy: not null } && ids.Contains(r.Id)).ToList();
        if (records.Count == 0) return;
        var read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var record in records)
        {
            var now = ledger.Now;
            var evidence = await prover.ProveAsync(new ActiveIntent(record.Id, record.Text, record.Policy!), ActiveIntents.Of(all, except: record.Id), desired, read, now, cancellationToken).ConfigureAwait(false);
            var failed = evidence.Where(e => !e.Holds).ToList();
            await ledger.AuditAsync("evidence", Actors.Console, record.Id, new { items = evidence.Count, failed }, cancellationToken).ConfigureAwait(false);
            await ledger.UpdateAsync(
                record.Id,
                r => r.State == IntentState.Active ? r with { Evidence = evidence, ProvenAt = failed.Count == 0 ? now : r.ProvenAt } : null,
                cancellationToken).ConfigureAwait(false);
        }
    }
}

using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Jobs;

/// <summary>
/// Makes validity windows begin and end. Both are changes with a plan and a verdict; they need no person's yes, since
/// the window was part of what was approved. A change that does not pass is shown and leaves everything as it is.
/// </summary>
internal sealed class WindowKeeper(IntentLedger ledger, IJobQueue jobs)
{
    /// <summary>Who asks for what a window brings about.</summary>
    public const string Actor = "continuum (validity window)";

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>When the next window begins or ends; null when none does.</summary>
    public DateTimeOffset? NextBoundary(DateTimeOffset now) =>
        ledger.All().Where(ActiveIntents.Binds)
            .SelectMany(r => r.Policy?.Rules ?? [])
            .SelectMany(r => new[] { r.Validity?.From, r.Validity?.Until })
            .Where(b => b > now)
            .Min();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = ledger.Now;
        foreach (var record in ledger.All().Where(r => r is { State: IntentState.Active, Policy: not null, Enacted: not null }))
        {
            // A person's approved change goes first. One of ours that did not pass is tried again, not at every event.
            if (record.Change is { Approval: not null }) continue;
            if (record.Change is { Actor: Actor } asked && now - asked.At < Again) continue;
            var change = Ended(record, now) ?? Begun(record, now);
            if (change is null) continue;
            await ledger.AuditAsync("message", Actor, record.Id, new { change.Kind, change.Text }, cancellationToken).ConfigureAwait(false);
            await ledger.UpdateAsync(record.Id, r => r is { State: IntentState.Active, Change: null or { Approval: null } } ? r with { Change = change } : null, cancellationToken).ConfigureAwait(false);
            jobs.EnqueuePlanning(record.Id);
        }
    }

    private static PendingChange? Ended(IntentRecord record, DateTimeOffset now)
    {
        var left = record.Policy!.Rules.Where(r => r.Validity?.Until is not { } until || now < until).ToList();
        if (left.Count == record.Policy.Rules.Count) return null;
        return new PendingChange
        {
            Kind = ChangeKind.Expire,
            Actor = Actor,
            At = now,
            Text = left.Count == 0 ? "The validity window ended." : "The validity window of some of its rules ended.",
            Policy = left.Count == 0 ? null : new Policy(left),
        };
    }

    private static PendingChange? Begun(IntentRecord record, DateTimeOffset now) =>
        record.Policy!.Rules.Any(r => r.Validity?.From is { } from && record.Enacted!.At < from && from <= now)
            ? new PendingChange { Kind = ChangeKind.Replan, Actor = Actor, At = now, Text = "A validity window began.", Policy = record.Policy }
            : null;
}

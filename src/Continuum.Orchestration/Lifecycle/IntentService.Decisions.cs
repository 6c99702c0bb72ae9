using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;

namespace Continuum.Orchestration.Lifecycle;

internal sealed partial class IntentService
{
    public async Task<IntentRecord> ApproveAsync(long id, string planHash, string actor, CancellationToken cancellationToken)
    {
        var found = ledger.Get(id);
        if (GivenFor(found) is { } given && given.PlanHash == planHash)
        {
            // The job does nothing when it has run, and a crash between approval and job must not lose the approval.
            jobs.EnqueueEnactment(id);
            return found;
        }

        var (plan, verdict) = Awaiting(found);
        RequireHash(found, plan, planHash);
        if (freshness.WhyStale(found, cancellationToken) is { } reason)
        {
            await MarkStaleAsync(found, reason, cancellationToken).ConfigureAwait(false);
            throw new IntentRefusedException(IntentRefusal.StaleHash, $"The plan {Short(planHash)} no longer holds: {reason} Plan the intent afresh and approve the new plan.");
        }

        var approval = new Approval(planHash, actor, ledger.Now, Automatic: false);
        await ledger.AuditAsync("approval", actor, id, new { planHash, outcome = verdict.Outcome, change = found.Change?.Kind }, cancellationToken).ConfigureAwait(false);
        var taken = false;
        var record = await ledger.UpdateAsync(
            id,
            r =>
            {
                taken = false;
                if (r is { State: IntentState.AwaitingApproval, Approval: null } && r.Plan?.Hash == planHash)
                {
                    taken = true;
                    return r with { Approval = approval };
                }

                if (r is { State: IntentState.Active, Change: { Approval: null } change } && change.Plan?.Hash == planHash)
                {
                    taken = true;
                    return r with { Change = change with { Approval = approval } };
                }

                return null;
            },
            cancellationToken).ConfigureAwait(false);
        if (!taken && GivenFor(record)?.PlanHash != planHash) throw WrongState(record, "cannot be approved with that plan");
        jobs.EnqueueEnactment(id);
        return record;
    }

    public async Task<IntentRecord> DeclineAsync(long id, string? reason, string actor, CancellationToken cancellationToken)
    {
        var said = string.IsNullOrWhiteSpace(reason) ? null : IntentText.Check(reason);
        var found = ledger.Get(id);
        if (found.State == IntentState.Declined) return found;
        if (found.State == IntentState.Active) return await DropChangeAsync(found, said ?? "The change was declined.", actor, cancellationToken).ConfigureAwait(false);
        var record = await ledger.MoveAsync(
            id, IntentState.Declined, actor, said ?? "declined", null, r => r.Approval is null || r.State != IntentState.AwaitingApproval, cancellationToken).ConfigureAwait(false);
        if (record is null) throw WrongState(ledger.Get(id), "cannot be declined");
        planning.Cancel(id);
        await ledger.AuditAsync("approval", actor, id, new { declined = true, reason = said }, cancellationToken).ConfigureAwait(false);
        return record;
    }

    public async Task<IntentRecord> CancelAsync(long id, string actor, CancellationToken cancellationToken)
    {
        var found = ledger.Get(id);
        if (found is { State: IntentState.Active, Change.Plan: null, Change.Verdict: null })
        {
            planning.Cancel(id);
            return await DropChangeAsync(found, "Planning of the change was cancelled.", actor, cancellationToken).ConfigureAwait(false);
        }

        var record = await ledger.MoveAsync(
            id,
            IntentState.Declined,
            actor,
            "planning cancelled",
            null,
            r => r.State is IntentState.Received or IntentState.Planning or IntentState.Planned or IntentState.Verifying,
            cancellationToken).ConfigureAwait(false);
        if (record is null) throw WrongState(ledger.Get(id), "is not being planned");
        planning.Cancel(id);
        await ledger.AuditAsync("message", actor, id, new { text = "planning cancelled" }, cancellationToken).ConfigureAwait(false);
        return record;
    }

    private async Task<IntentRecord> DropChangeAsync(IntentRecord found, string note, string actor, CancellationToken cancellationToken)
    {
        var dropped = false;
        var record = await ledger.UpdateAsync(
            found.Id,
            r =>
            {
                dropped = r is { State: IntentState.Active, Change: { Approval: null } };
                return dropped ? r with { Change = null, Note = note } : null;
            },
            cancellationToken).ConfigureAwait(false);
        if (!dropped) throw WrongState(record, "has no change that can be declined");
        await ledger.AuditAsync("approval", actor, found.Id, new { declined = true, change = found.Change?.Kind, reason = note }, cancellationToken).ConfigureAwait(false);
        return record;
    }

    private async Task MarkStaleAsync(IntentRecord found, string reason, CancellationToken cancellationToken)
    {
        if (found.State == IntentState.AwaitingApproval)
        {
            await ledger.MoveAsync(found.Id, IntentState.Stale, Actors.Console, reason, null, r => r.Approval is null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await ledger.UpdateAsync(
            found.Id,
            r => r.Change is { Approval: null } change ? r with { Change = change with { Plan = null, Verdict = null }, Note = reason } : null,
            cancellationToken).ConfigureAwait(false);
        jobs.EnqueuePlanning(found.Id);
    }

    private static (Plan Plan, Verdict Verdict) Awaiting(IntentRecord record) => record switch
    {
        { State: IntentState.AwaitingApproval, Plan: { } plan, Verdict: { Passed: true } verdict } => (plan, verdict),
        { State: IntentState.Active, Change: { Plan: { } plan, Verdict: { Passed: true } verdict } } => (plan, verdict),
        { State: IntentState.Active, Change: { Verdict: { Passed: false } } } => throw new IntentRefusedException(
            IntentRefusal.WrongState, string.Create(CultureInfo.InvariantCulture, $"The change of intent {record.Id} did not pass its verdict and cannot be approved. Decline it, or say what to change.")),
        { State: IntentState.Active, Change: not null } => throw new IntentRefusedException(
            IntentRefusal.WrongState, string.Create(CultureInfo.InvariantCulture, $"The change of intent {record.Id} is still being planned. Wait for its plan.")),
        _ => throw WrongState(record, "has nothing that awaits approval"),
    };

    private static void RequireHash(IntentRecord record, Plan plan, string planHash)
    {
        if (plan.Hash == planHash) return;
        throw new IntentRefusedException(
            IntentRefusal.StaleHash,
            string.Create(CultureInfo.InvariantCulture, $"The plan of intent {record.Id} is {Short(plan.Hash)}, not {Short(planHash)}. Look at that plan and approve its hash."));
    }

    // The approval that stands, of the change where there is one.
    private static Approval? GivenFor(IntentRecord record) => record.Change is { } change ? change.Approval : record.Approval;

    private static string Short(string hash) => hash.Length <= 12 ? $"'{hash}'" : $"'{hash[..12]}...'";
}

/// <summary>Actors that are not people.</summary>
internal static class Actors
{
    public const string Console = "continuum";
}

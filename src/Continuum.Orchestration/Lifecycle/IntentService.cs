using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Jobs;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>The use cases of intents. What a person said is stored before anything is done about it.</summary>
internal sealed partial class IntentService(IntentLedger ledger, IJobQueue jobs, PlanFreshness freshness, PlanningCancellation planning) : IIntentService
{
    public async Task<IntentRecord> SubmitAsync(string text, string actor, string origin, CancellationToken cancellationToken)
    {
        var said = IntentText.Check(text);
        var now = ledger.Now;
        var record = await ledger.AddAsync(
            id => new IntentRecord
            {
                Id = id,
                Text = said,
                Author = actor,
                Origin = origin,
                Turns = [new Turn(Speaker.Operator, said)],
                State = IntentState.Received,
                States = [new StateChange(IntentState.Received, now, actor, null)],
                CreatedAt = now,
                UpdatedAt = now,
            },
            cancellationToken).ConfigureAwait(false);
        await ledger.AuditAsync("message", actor, record.Id, new { text = said, origin }, cancellationToken).ConfigureAwait(false);
        jobs.EnqueuePlanning(record.Id);
        return record;
    }

    public async Task<IntentRecord> ReplyAsync(long id, string text, string actor, CancellationToken cancellationToken)
    {
        var said = IntentText.Check(text);
        var found = ledger.Get(id);
        await ledger.AuditAsync("message", actor, id, new { text = said }, cancellationToken).ConfigureAwait(false);
        var record = found.State == IntentState.Active
            ? await AmendAsync(found, said, actor, cancellationToken).ConfigureAwait(false)
            : await ledger.MoveAsync(
                id,
                IntentState.Planning,
                actor,
                null,
                r => ForPlanning(r) with { Turns = [.. r.Turns, new Turn(Speaker.Operator, said)], Policy = null, Words = [] },
                TakesReply,
                cancellationToken).ConfigureAwait(false);
        if (record is null) throw WrongState(ledger.Get(id), "takes no reply");
        jobs.EnqueuePlanning(id);
        return record;
    }

    public async Task<IntentRecord> ReplanAsync(long id, string actor, CancellationToken cancellationToken)
    {
        ledger.Get(id);
        var record = await ledger.MoveAsync(
            id,
            IntentState.Planning,
            actor,
            "planned afresh",
            ForPlanning,
            r => r.State is IntentState.Stale or IntentState.Rejected or IntentState.Failed,
            cancellationToken).ConfigureAwait(false);
        if (record is null) throw WrongState(ledger.Get(id), "cannot be planned afresh");
        jobs.EnqueuePlanning(id);
        return record;
    }

    public async Task<IntentRecord> WithdrawAsync(long id, string actor, CancellationToken cancellationToken)
    {
        var found = ledger.Get(id);
        if (found is { State: IntentState.Active, Change.Kind: ChangeKind.Withdraw }) return found;
        await ledger.AuditAsync("message", actor, id, new { text = "withdraw" }, cancellationToken).ConfigureAwait(false);
        return await AskAsync(id, new PendingChange { Kind = ChangeKind.Withdraw, Actor = actor, At = ledger.Now }, cancellationToken).ConfigureAwait(false);
    }

    private Task<IntentRecord> AmendAsync(IntentRecord found, string said, string actor, CancellationToken cancellationToken) =>
        AskAsync(found.Id, new PendingChange { Kind = ChangeKind.Amend, Actor = actor, At = ledger.Now, Text = said }, cancellationToken);

    // A change that is not approved yet gives way to the newer wish; one that is being enacted does not.
    private async Task<IntentRecord> AskAsync(long id, PendingChange change, CancellationToken cancellationToken)
    {
        var taken = false;
        var record = await ledger.UpdateAsync(
            id,
            r =>
            {
                taken = r.State == IntentState.Active && r.Change?.Approval is null;
                if (!taken) return null;
                return r with
                {
                    Change = change,
                    Turns = change.Text is { } said ? [.. r.Turns, new Turn(Speaker.Operator, said)] : r.Turns,
                };
            },
            cancellationToken).ConfigureAwait(false);
        if (!taken) throw WrongState(record, "cannot be changed");
        jobs.EnqueuePlanning(id);
        return record;
    }

    private static IntentRecord ForPlanning(IntentRecord record) => record with { Plan = null, Verdict = null, Approval = null, Steps = [] };

    private static bool TakesReply(IntentRecord record) =>
        record.State is IntentState.Clarifying or IntentState.Rejected or IntentState.Stale or IntentState.Failed
        || (record.State == IntentState.AwaitingApproval && record.Approval is null);

    private static IntentRefusedException WrongState(IntentRecord record, string what)
    {
        var next = record switch
        {
            { State: IntentState.Active, Change.Approval: not null } => "A change of it is approved and being enacted; wait for it to end.",
            { State: IntentState.Active } => "It can be amended by a reply, or withdrawn.",
            { State: IntentState.AwaitingApproval, Approval: not null } => "It is approved and about to be enacted.",
            { State: IntentState.AwaitingApproval } => "It can be approved, declined or discussed.",
            { State: IntentState.Clarifying } => "It waits for an answer to its question.",
            { State: IntentState.Received or IntentState.Planning or IntentState.Planned or IntentState.Verifying } => "It is being planned; wait, or cancel the planning.",
            { State: IntentState.Enacting or IntentState.Withdrawing } => "It is being enacted; wait for it to end.",
            { State: IntentState.Stale or IntentState.Rejected or IntentState.Failed } => "It can be planned afresh, discussed or declined.",
            _ => "It has ended; write a new intent.",
        };
        return new IntentRefusedException(
            IntentRefusal.WrongState, string.Create(CultureInfo.InvariantCulture, $"Intent {record.Id} is {record.State} and {what} now. {next}"));
    }
}

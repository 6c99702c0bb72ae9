using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Jobs;

/// <summary>Plans a change of an active intent; until it is enacted, the intent stays as it is.</summary>
internal sealed class PlanChangeJob(
    IntentLedger ledger, IIntentPlanner planner, ISiteFeed site, PlanFreshness fresh, IPlanMaker maker, IOrchestrationSettingsStore settings, IJobQueue jobs)
{
    public async Task RunAsync(IntentRecord record, CancellationToken cancellationToken)
    {
        if (record.Change is { Kind: ChangeKind.Amend, Policy: null, Text: not null })
        {
            var understood = await UnderstandAsync(record, cancellationToken).ConfigureAwait(false);
            if (understood?.Change is null) return;
            record = understood;
        }

        var change = record.Change!;
        ledger.Progress(record.Id, "Compiling and verifying the plan of the change.");
        var answer = fresh.Make(record, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer.Plan is { } plan)
            await ledger.AuditAsync("plan", Actors.Console, record.Id, PlanAudit.Of(plan), cancellationToken).ConfigureAwait(false);
        await ledger.AuditAsync("verdict", Actors.Console, record.Id, answer.Verdict, cancellationToken).ConfigureAwait(false);
        var approval = answer is { Verdict.Passed: true, Plan: { } passed } ? Yes(record, change, passed.Hash) : null;
        if (approval is not null)
            await ledger.AuditAsync("approval", approval.Actor, record.Id, new { approval.PlanHash, automatic = true, change.Kind }, cancellationToken).ConfigureAwait(false);
        var planned = await ledger.UpdateAsync(
            record.Id,
            r => IsSame(r.Change, change) ? r with { Change = change with { Plan = answer.Plan, Verdict = answer.Verdict, Approval = approval }, Note = PlanAudit.WhyNot(answer.Verdict) } : null,
            cancellationToken).ConfigureAwait(false);
        if (planned.Change?.Approval is not null) jobs.EnqueueEnactment(record.Id);
    }

    // The end of a window was agreed when the intent was; everything else that is new asks a person, unless set otherwise.
    private Approval? Yes(IntentRecord record, PendingChange change, string hash) => change.Kind switch
    {
        ChangeKind.Expire => new Approval(hash, Actors.Console, ledger.Now, Automatic: true),
        ChangeKind.Replan when change.Wanted is null && (settings.Current.OnSiteChange == DriftResponse.Repair || change.Actor == WindowKeeper.Actor) => new Approval(hash, Actors.Console, ledger.Now, Automatic: true),
        ChangeKind.Amend => AutoApproval.Of(settings.Current, change.Policy!, change.Understanding ?? record.Understanding, hash, ledger.Now),
        _ => null,
    };

    private async Task<IntentRecord?> UnderstandAsync(IntentRecord record, CancellationToken cancellationToken)
    {
        var change = record.Change!;
        ledger.Progress(record.Id, $"Reading the text ({planner.Name}).");
        Understanding understanding;
        try
        {
            understanding = await planner.UnderstandAsync(Conversation.Request(record, ledger, site), new Relay(t => ledger.Progress(record.Id, t)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return await DropAsync(record.Id, change, null, null, $"{Sentence.Of($"The planner '{planner.Name}' failed: {e.Message}")} The intent stays as it is.", cancellationToken).ConfigureAwait(false);
        }

        await ledger.AuditAsync(
            "policy", understanding.Planner, record.Id, new { kind = understanding.Kind, understanding.Policy, understanding.Question, understanding.Target }, cancellationToken).ConfigureAwait(false);
        switch (understanding.Kind)
        {
            case UnderstandingKind.Policy or UnderstandingKind.Amend when understanding.Policy is { Rules.Count: > 0 } policy && (understanding.Target ?? record.Id) == record.Id:
                return await SetAsync(record.Id, change, change with { Understanding = understanding, Policy = policy, Words = maker.InWords(policy, site.Current.Site) }, cancellationToken).ConfigureAwait(false);
            case UnderstandingKind.Withdraw when (understanding.Target ?? record.Id) == record.Id:
                return await SetAsync(record.Id, change, change with { Kind = ChangeKind.Withdraw, Understanding = understanding }, cancellationToken).ConfigureAwait(false);
            case UnderstandingKind.Clarify when understanding.Question is { } question:
                return await DropAsync(record.Id, change, understanding, question.Text, question.Text, cancellationToken).ConfigureAwait(false);
            case UnderstandingKind.Answer when understanding.Answer is { } answer:
                return await DropAsync(record.Id, change, understanding, answer.Text, null, cancellationToken).ConfigureAwait(false);
            default:
                return await DropAsync(record.Id, change, null, null, "The reply is not about this intent. Say it as an intent of its own; this one stays as it is.", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IntentRecord?> SetAsync(long id, PendingChange from, PendingChange to, CancellationToken cancellationToken)
    {
        var record = await ledger.UpdateAsync(id, r => IsSame(r.Change, from) ? r with { Change = to } : null, cancellationToken).ConfigureAwait(false);
        return IsSame(record.Change, from) ? record : null;
    }

    private async Task<IntentRecord?> DropAsync(long id, PendingChange change, Understanding? understanding, string? turn, string? note, CancellationToken cancellationToken)
    {
        await ledger.UpdateAsync(
            id,
            r => IsSame(r.Change, change)
                ? r with
                {
                    Change = null,
                    Understanding = understanding ?? r.Understanding,
                    Note = note,
                    Turns = turn is null ? r.Turns : [.. r.Turns, new Turn(Speaker.Continuum, turn)],
                }
                : null,
            cancellationToken).ConfigureAwait(false);
        return null;
    }

    // A newer wish may have taken its place while this one was being read.
    private static bool IsSame(PendingChange? stored, PendingChange mine) =>
        stored is not null && stored.At == mine.At && stored.Text == mine.Text && stored.Approval is null;
}

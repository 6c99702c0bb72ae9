using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Proof;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Jobs;

/// <summary>
/// Enacts what was approved: re-reads the approval, verifies afresh, does the journaled steps, reads back, and only then
/// says that it is so. Callers hold the enactment lease and the intent's.
/// </summary>
internal sealed class EnactJob(IntentLedger ledger, Plant plant, PlanFreshness fresh, IPlanMaker maker, Enactor enactor, Prover prover, IJobQueue jobs)
{
    public async Task RunAsync(IntentRecord record, EnactmentScript? open, CancellationToken cancellationToken)
    {
        if (open is not null)
        {
            await ResumeAsync(record, open, cancellationToken).ConfigureAwait(false);
            return;
        }

        var approval = Work(record);
        if (approval is null) return;
        var question = fresh.Question(record);
        var answer = maker.Make(question, cancellationToken);
        if (PlanFreshness.WhyStale(approval.PlanHash, answer) is { } reason)
        {
            await StaleAsync(record, reason, cancellationToken).ConfigureAwait(false);
            return;
        }

        var plan = PlanNow(question, answer, cancellationToken, out var refused);
        if (plan is null)
        {
            await StaleAsync(record, refused!, cancellationToken).ConfigureAwait(false);
            return;
        }

        record = await BeginAsync(record, cancellationToken).ConfigureAwait(false);
        EnactmentScript script;
        try
        {
            var read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
            var steps = SequencePlanner.Build(read, plan, Kept(record, question), ledger.Now, repair: false);
            script = new EnactmentScript
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"intent-{record.Id}-{ledger.Now.UtcTicks}"),
                IntentId = record.Id,
                Change = record.Change?.Kind,
                Plan = plan,
                Steps = [.. steps.Select(s => new ScriptStep(s.Title, s.Action, StepState.Pending, null, null))],
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await FailAsync(record, $"{Sentence.Of($"The system could not be read before the first step: {e.Message}")} Nothing was changed.", null, cancellationToken).ConfigureAwait(false);
            return;
        }

        await CarryAsync(record, script, cancellationToken).ConfigureAwait(false);
    }

    // After a crash: finish what still holds, else take it back.
    private async Task ResumeAsync(IntentRecord record, EnactmentScript script, CancellationToken cancellationToken)
    {
        if (Done(record, script))
        {
            await enactor.CloseAsync(script, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (script.Direction == ScriptDirection.Forward && WhyNotOn(record, script, cancellationToken) is { } reason)
            script = script with { Direction = ScriptDirection.Back, Reason = $"The console stopped half-way, and {reason}" };
        ledger.Progress(record.Id, script.Direction == ScriptDirection.Forward ? "Finishing what was begun before the restart." : "Taking back what was begun before the restart.");
        await CarryAsync(record, script, cancellationToken).ConfigureAwait(false);
    }

    private async Task CarryAsync(IntentRecord record, EnactmentScript script, CancellationToken cancellationToken)
    {
        try
        {
            script = await enactor.RunAsync(script, s => ToldAsync(record.Id, s, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (script.Direction == ScriptDirection.Forward)
            {
                var read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
                var evidence = await EvidenceAsync(record, script, read, cancellationToken).ConfigureAwait(false);
                await ledger.AuditAsync("evidence", Actors.Console, record.Id, new { items = evidence.Count, failed = evidence.Where(e => !e.Holds) }, cancellationToken).ConfigureAwait(false);
                if (evidence.FirstOrDefault(e => !e.Holds) is not { } broken)
                {
                    await CompleteAsync(record, script, evidence, cancellationToken).ConfigureAwait(false);
                    await enactor.CloseAsync(script, cancellationToken).ConfigureAwait(false);
                    return;
                }

                script = await enactor.BackAsync(
                    script, $"What was read back is not what was asked: {broken.Subject}: {broken.Observed}.", s => ToldAsync(record.Id, s, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            await FailAsync(record, $"{script.Reason} Everything was taken back.", script, cancellationToken).ConfigureAwait(false);
            await enactor.CloseAsync(script, cancellationToken).ConfigureAwait(false);
        }
        catch (EnactmentStuckException e)
        {
            // The watch puts the desired state back from whatever is found, so the entry must not be resumed.
            await FailAsync(record, $"{e.Message} What the steps before it set up stays in place until the watch has put the desired state back.", e.Script, cancellationToken).ConfigureAwait(false);
            await enactor.CloseAsync(e.Script, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ToldAsync(long id, EnactmentScript script, CancellationToken cancellationToken)
    {
        var newest = script.Steps.Where(s => s.At is not null).MaxBy(s => s.At);
        if (newest is { State: not StepState.Running })
        {
            await ledger.AuditAsync("step", Actors.Console, id, new { enactment = script.Id, newest.Title, newest.State, newest.Error }, cancellationToken).ConfigureAwait(false);
        }
        else if (newest is not null)
        {
            ledger.Progress(id, newest.Title);
        }

        await ledger.UpdateAsync(id, r => r with { Steps = script.ForPeople() }, cancellationToken).ConfigureAwait(false);
    }

    // The approval of what is to be enacted; null when there is nothing (any longer).
    private static Approval? Work(IntentRecord record) => record switch
    {
        { State: IntentState.AwaitingApproval } => record.Approval,
        { State: IntentState.Enacting, Change: null } => record.Approval,
        { State: IntentState.Active or IntentState.Enacting or IntentState.Withdrawing, Change: { } change } => change.Approval,
        _ => null,
    };

    private async Task<IntentRecord> BeginAsync(IntentRecord record, CancellationToken cancellationToken)
    {
        var to = record.Change is { Kind: ChangeKind.Withdraw or ChangeKind.Expire } change && (change.Kind == ChangeKind.Withdraw || change.Policy is null)
            ? IntentState.Withdrawing
            : IntentState.Enacting;
        if (record.State == to) return record;
        return await ledger.RequireMoveAsync(record.Id, to, Actors.Console, null, r => r with { Steps = [] }, cancellationToken).ConfigureAwait(false);
    }

    // What is shown for approval is the earliest window of the proposed rules; what is enacted is what holds now.
    private Plan? PlanNow(PlanQuestion question, PlanAnswer shown, CancellationToken cancellationToken, out string? refused)
    {
        refused = null;
        var rules = question.Active.Concat(question.Proposed is { } p ? [p] : []).SelectMany(i => i.Policy.Rules).ToList();
        if (question.At == question.Now || rules.TrueForAll(r => r.Validity is null)) return shown.Plan;
        var now = maker.Make(question with { At = question.Now }, cancellationToken);
        if (now.Plan is not null && now.Verdict.Passed) return now.Plan;
        refused = $"what must hold until its window begins does not pass: {PlanAudit.WhyNot(now.Verdict)}";
        return null;
    }

    // Rules that bind before and after, and so all the while.
    private static IReadOnlyList<ActiveIntent> Kept(IntentRecord record, PlanQuestion question)
    {
        if (record.Enacted is null || record.Policy is null || question.Proposed is not { } proposed) return question.Active;
        var both = record.Policy.Rules.Where(proposed.Policy.Rules.Contains).ToList();
        return both.Count == 0 ? question.Active : [.. question.Active, new ActiveIntent(record.Id, record.Text, new Policy(both))];
    }

    private string? WhyNotOn(IntentRecord record, EnactmentScript script, CancellationToken cancellationToken)
    {
        var question = fresh.Question(record) with { At = ledger.Now };
        var answer = maker.Make(question, cancellationToken);
        if (answer.Plan is null || !answer.Verdict.Passed) return $"its plan does not pass any longer: {PlanAudit.WhyNot(answer.Verdict)}";
        return PlanContent.Same(answer.Plan, script.Plan) ? null : "the site changed meanwhile so that another plan is needed.";
    }

    private async Task<IReadOnlyList<EvidenceItem>> EvidenceAsync(IntentRecord record, EnactmentScript script, Readback read, CancellationToken cancellationToken)
    {
        var policy = PolicyAfter(record);
        return policy is null
            ? prover.ProveGone(script.Plan, read)
            : await prover.ProveAsync(new ActiveIntent(record.Id, record.Text, policy), ActiveIntents.Of(ledger.All(), except: record.Id), script.Plan, read, ledger.Now, cancellationToken).ConfigureAwait(false);
    }

    private static Policy? PolicyAfter(IntentRecord record) => record.Change switch
    {
        null => record.Policy,
        { Kind: ChangeKind.Replan } => record.Policy,
        { Kind: ChangeKind.Withdraw } => null,
        { } change => change.Policy,
    };

    private static bool Done(IntentRecord record, EnactmentScript script) =>
        record.State is not (IntentState.Enacting or IntentState.Withdrawing) && script.Direction == ScriptDirection.Forward && script.Steps.All(s => s.State == StepState.Done);

    private async Task CompleteAsync(IntentRecord record, EnactmentScript script, IReadOnlyList<EvidenceItem> evidence, CancellationToken cancellationToken)
    {
        var after = PolicyAfter(record);
        var change = record.Change;
        var to = after is not null ? IntentState.Active : change?.Kind == ChangeKind.Expire ? IntentState.Expired : IntentState.Withdrawn;
        await ledger.MoveAsync(
            record.Id,
            to,
            Actors.Console,
            change switch { { Kind: ChangeKind.Amend } => "amended", { Wanted: not null } => "its pipeline was moved by hand", { Kind: ChangeKind.Replan } => "planned anew, since the site changed", { Kind: ChangeKind.Expire } => "its window ended", { Kind: ChangeKind.Withdraw } => "withdrawn", _ => null },
            r =>
            {
                var shown = change is null ? r.Plan : change.Plan;
                return r with
                {
                    Policy = after ?? r.Policy,
                    Words = change is { Kind: ChangeKind.Amend, Words.Count: > 0 } ? change.Words : r.Words,
                    Understanding = change is { Kind: ChangeKind.Amend, Understanding: { } understanding } ? understanding : r.Understanding,
                    Plan = shown,
                    Verdict = change is null ? r.Verdict : change.Verdict,
                    Approval = change is null ? r.Approval : change.Approval,
                    Change = null,
                    Steps = script.ForPeople(),
                    Evidence = evidence,
                    ProvenAt = ledger.Now,
                    Enacted = new Enacted(ActiveIntents.NextNumber(ledger.All()), ledger.Now, shown is not null && PlanContent.Same(shown, script.Plan) ? null : script.Plan),
                };
            },
            null,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task StaleAsync(IntentRecord record, string reason, CancellationToken cancellationToken)
    {
        await ledger.AuditAsync("verdict", Actors.Console, record.Id, new { stale = true, reason }, cancellationToken).ConfigureAwait(false);
        if (record.State == IntentState.AwaitingApproval)
        {
            await ledger.RequireMoveAsync(record.Id, IntentState.Stale, Actors.Console, reason, r => r with { Approval = null }, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (record is { State: IntentState.Active, Change: not null })
        {
            // It is planned anew and, unless it needs none, asks for approval anew.
            await ledger.UpdateAsync(record.Id, r => r with { Change = r.Change! with { Plan = null, Verdict = null, Approval = null }, Note = reason }, cancellationToken).ConfigureAwait(false);
            jobs.EnqueuePlanning(record.Id);
            return;
        }

        await FailAsync(record, $"Before the first step {reason} Nothing was changed.", null, cancellationToken).ConfigureAwait(false);
    }

    private async Task FailAsync(IntentRecord record, string reason, EnactmentScript? script, CancellationToken cancellationToken)
    {
        await ledger.AuditAsync("step", Actors.Console, record.Id, new { failed = true, reason }, cancellationToken).ConfigureAwait(false);
        var to = record.Enacted is not null ? IntentState.Active : IntentState.Failed;
        await ledger.MoveAsync(
            record.Id,
            to,
            Actors.Console,
            reason,
            r => r with { Steps = script?.ForPeople() ?? r.Steps, Approval = r.Enacted is null ? null : r.Approval, Change = null },
            null,
            cancellationToken).ConfigureAwait(false);
    }
}

using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;

namespace Continuum.Orchestration.Jobs;

/// <summary>Understands, compiles and verifies a new intent. Run again after a crash, it goes on where it was.</summary>
internal sealed class PlanJob(
    IntentLedger ledger, IIntentPlanner planner, ISiteFeed site, PlanFreshness fresh, IPlanMaker maker, IOrchestrationSettingsStore settings, IJobQueue jobs, TimeProvider time)
{
    public async Task RunAsync(IntentRecord record, CancellationToken cancellationToken)
    {
        if (record.State == IntentState.Received)
            record = await ledger.RequireMoveAsync(record.Id, IntentState.Planning, Actors.Console, null, null, cancellationToken).ConfigureAwait(false);
        if (record.Policy is null)
        {
            var understood = await UnderstandAsync(record, cancellationToken).ConfigureAwait(false);
            if (understood is null) return;
            record = understood;
        }

        await MakeAsync(record, cancellationToken).ConfigureAwait(false);
    }

    // Null when there is nothing to compile.
    private async Task<IntentRecord?> UnderstandAsync(IntentRecord record, CancellationToken cancellationToken)
    {
        ledger.Progress(record.Id, $"Reading the text ({planner.Name}).");
        var started = time.GetTimestamp();
        Understanding understanding;
        try
        {
            understanding = await planner.UnderstandAsync(Conversation.Request(record, ledger, site), new Relay(t => ledger.Progress(record.Id, t)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await RejectAsync(record.Id, $"{Sentence.Of($"The planner '{planner.Name}' failed: {e.Message}")} Plan the intent afresh, or choose another planner.", cancellationToken).ConfigureAwait(false);
            return null;
        }

        var timings = new Dictionary<string, double> { ["understand"] = time.GetElapsedTime(started).TotalMilliseconds };
        await ledger.AuditAsync(
            "policy",
            understanding.Planner,
            record.Id,
            new { kind = understanding.Kind, understanding.Policy, understanding.Question, understanding.Target, understanding.Assumptions, understanding.Tokens },
            cancellationToken).ConfigureAwait(false);
        switch (understanding.Kind)
        {
            case UnderstandingKind.Policy when understanding.Policy is { Rules.Count: > 0 } policy:
                return await ledger.UpdateAsync(
                    record.Id,
                    r => r with { Understanding = understanding, Policy = policy, Words = maker.InWords(policy, site.Current.Site), Timings = timings },
                    cancellationToken).ConfigureAwait(false);
            case UnderstandingKind.Clarify when understanding.Question is { } question:
                await ledger.MoveAsync(
                    record.Id,
                    IntentState.Clarifying,
                    Actors.Console,
                    question.Text,
                    r => r with { Understanding = understanding, Turns = [.. r.Turns, new Turn(Speaker.Continuum, question.Text)], Timings = timings },
                    null,
                    cancellationToken).ConfigureAwait(false);
                return null;
            case UnderstandingKind.Answer when understanding.Answer is { } answer:
                await AnswerAsync(record.Id, understanding, answer.Text, null, timings, cancellationToken).ConfigureAwait(false);
                return null;
            case UnderstandingKind.Amend or UnderstandingKind.Withdraw when understanding.Target is { } target:
                await BecomeChangeAsync(record, understanding, target, timings, cancellationToken).ConfigureAwait(false);
                return null;
            default:
                await RejectAsync(record.Id, $"The planner '{planner.Name}' answered {understanding.Kind} without what belongs to it. Say it in other words, or choose another planner.", cancellationToken).ConfigureAwait(false);
                return null;
        }
    }

    // First the target, then this intent: after a crash in between, the same text asks the same change again.
    private async Task BecomeChangeAsync(IntentRecord record, Understanding understanding, long target, IReadOnlyDictionary<string, double> timings, CancellationToken cancellationToken)
    {
        var amends = understanding.Kind == UnderstandingKind.Amend;
        var change = new PendingChange
        {
            Kind = amends ? ChangeKind.Amend : ChangeKind.Withdraw,
            Actor = record.Author,
            At = ledger.Now,
            Text = record.Turns.LastOrDefault(t => t.Speaker == Speaker.Operator)?.Text ?? record.Text,
            Understanding = understanding,
            Policy = amends ? understanding.Policy : null,
            Words = amends && understanding.Policy is { } policy ? maker.InWords(policy, site.Current.Site) : [],
        };
        var taken = false;
        if (ledger.Find(target) is not null)
        {
            await ledger.UpdateAsync(
                target,
                r =>
                {
                    taken = r.State == IntentState.Active && r.Change?.Approval is null;
                    return taken ? r with { Change = change } : null;
                },
                cancellationToken).ConfigureAwait(false);
        }

        var text = taken
            ? string.Create(CultureInfo.InvariantCulture, $"This is a change of intent {target}; its plan waits for approval there.")
            : string.Create(CultureInfo.InvariantCulture, $"Intent {target} cannot be changed now: it is {ledger.Find(target)?.State.ToString() ?? "not there"}.");
        await AnswerAsync(record.Id, understanding with { Answer = new Answer(text, [new AnswerLink($"intent {target}", $"/intents/{target}")]) }, text, taken ? target : null, timings, cancellationToken).ConfigureAwait(false);
        if (taken) jobs.EnqueuePlanning(target);
    }

    private Task AnswerAsync(
        long id, Understanding understanding, string text, long? changeOf, IReadOnlyDictionary<string, double> timings, CancellationToken cancellationToken) =>
        ledger.MoveAsync(
            id,
            IntentState.Answered,
            Actors.Console,
            null,
            r => r with { Understanding = understanding, Turns = [.. r.Turns, new Turn(Speaker.Continuum, text)], BecameChangeOf = changeOf, Timings = timings },
            null,
            cancellationToken);

    private async Task RejectAsync(long id, string why, CancellationToken cancellationToken)
    {
        var verdict = new Verdict(Outcome.Fail, [new Check("understood", false, LedgerSubject(id), why)]);
        await ledger.MoveAsync(id, IntentState.Rejected, Actors.Console, why, r => r with { Verdict = verdict }, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task MakeAsync(IntentRecord record, CancellationToken cancellationToken)
    {
        ledger.Progress(record.Id, "Compiling and verifying the plan.");
        var answer = fresh.Make(record, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var timings = Merge(record.Timings, answer.Timings);
        if (answer.Plan is { } plan)
            await ledger.AuditAsync("plan", Actors.Console, record.Id, PlanAudit.Of(plan), cancellationToken).ConfigureAwait(false);
        await ledger.AuditAsync("verdict", Actors.Console, record.Id, answer.Verdict, cancellationToken).ConfigureAwait(false);
        var reason = PlanAudit.WhyNot(answer.Verdict);
        if (answer.Plan is null && record.State == IntentState.Planning)
        {
            await ledger.MoveAsync(record.Id, IntentState.Rejected, Actors.Console, reason, r => r with { Verdict = answer.Verdict, Timings = timings }, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        // A crash may have left the intent in any of these two; a cancellation takes it out of them, and each move does nothing then.
        await ledger.MoveAsync(record.Id, IntentState.Planned, Actors.Console, null, r => r with { Plan = answer.Plan, Timings = timings }, null, cancellationToken).ConfigureAwait(false);
        await ledger.MoveAsync(record.Id, IntentState.Verifying, Actors.Console, null, null, null, cancellationToken).ConfigureAwait(false);
        var to = answer.Verdict.Passed ? IntentState.AwaitingApproval : IntentState.Rejected;
        var approval = answer.Verdict.Passed ? AutoApproval.Of(settings.Current, record.Policy!, record.Understanding, answer.Plan!.Hash, ledger.Now) : null;
        if (approval is not null)
            await ledger.AuditAsync("approval", approval.Actor, record.Id, new { approval.PlanHash, automatic = true }, cancellationToken).ConfigureAwait(false);
        var done = await ledger.MoveAsync(
            record.Id, to, Actors.Console, reason, r => r with { Plan = answer.Plan, Verdict = answer.Verdict, Timings = timings, Approval = approval }, r => r.State == IntentState.Verifying, cancellationToken).ConfigureAwait(false);
        if (done?.Approval is not null) jobs.EnqueueEnactment(record.Id);
    }

    private static string LedgerSubject(long id) => IntentLedger.Subject(id);

    private static Dictionary<string, double> Merge(IReadOnlyDictionary<string, double> first, IReadOnlyDictionary<string, double> second)
    {
        var merged = new Dictionary<string, double>(first);
        foreach (var (stage, ms) in second) merged[stage] = ms;
        return merged;
    }
}

/// <summary>Hands lines on at once, in order; the class library's Progress posts them to the thread pool.</summary>
internal sealed class Relay(Action<string> to) : IProgress<string>
{
    public void Report(string value) => to(value);
}

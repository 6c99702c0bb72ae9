using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Jobs;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Proof;
using Continuum.Orchestration.Stores;
using Microsoft.Extensions.Logging;

namespace Continuum.Orchestration.Watch;

/// <summary>What may be the cause of a finding.</summary>
internal sealed record Cause(string Subject, DateTimeOffset At);

/// <summary>
/// Checks the active intents against the real system and does something about what it finds: puts the approved desired
/// state back, asks a person where the site needs another plan, and lets nothing leak meanwhile.
/// </summary>
internal sealed class DriftGuard(
    IntentLedger ledger, JobLeases leases, Resumption resumption, Plant plant, Enactor enactor, DriftBook book, RepairBudget budget,
    IOrchestrationSettingsStore settings, IJobQueue jobs, ILogger<DriftGuard> log)
{
    private readonly Dictionary<string, long> askedFor = new(StringComparer.Ordinal);

    /// <summary>One round. Returns when to look again for what was put off; null when nothing was.</summary>
    public async Task<DateTimeOffset?> CheckAsync(IReadOnlyList<Cause> causes, CancellationToken cancellationToken)
    {
        using var turn = await leases.EnactmentAsync(cancellationToken).ConfigureAwait(false);
        await resumption.FinishOpenAsync(cancellationToken).ConfigureAwait(false);
        var all = ledger.All();
        var noticed = ledger.Now;
        var active = ActiveIntents.Watched(all, noticed);
        // Without active intents the fabric and the cluster are nobody's business but their owners'.
        if (ActiveIntents.Desired(all) is not { } desired || (active.Count == 0 && book.OpenKeys().Count == 0 && !all.Any(ActiveIntents.LeftSomething))) return null;
        var read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
        var foreign = DriftInspector.Foreign(read, desired, active, noticed);
        await book.OpenAsync(foreign, f => HappenedAt(f, causes, noticed), noticed, cancellationToken).ConfigureAwait(false);
        await CloseGoneAsync(foreign, f => !IsSite(f), DriftBook.ByItself, cancellationToken).ConfigureAwait(false);

        DateTimeOffset? again = null;
        if (foreign.Count > 0)
        {
            if (settings.Current.PausedAt(noticed)) return settings.Current.Pause!.Until;
            if (settings.Current.OnDrift == DriftResponse.Escalate)
            {
                await AskAsync(foreign, "Something differs from the approved state.", cancellationToken).ConfigureAwait(false);
                return null;
            }

            (read, again) = await RepairAsync(foreign, desired, active, read, cancellationToken).ConfigureAwait(false);
            var left = DriftInspector.Foreign(read, desired, active, ledger.Now);
            await CloseGoneAsync(left, f => !IsSite(f), DriftBook.Repaired, cancellationToken).ConfigureAwait(false);
            // What the site causes can be told only once nothing foreign is left.
            if (left.Count > 0) return again;
        }

        await BySiteAsync(read, desired, active, causes, cancellationToken).ConfigureAwait(false);
        return again;
    }

    private async Task<(Readback Read, DateTimeOffset? Again)> RepairAsync(
        IReadOnlyList<Finding> foreign, Plan desired, IReadOnlyList<ActiveIntent> active, Readback read, CancellationToken cancellationToken)
    {
        var most = settings.Current.RepairAttempts;
        var mine = foreign.Where(f => budget.Take(f.Key, most)).ToList();
        var spent = foreign.Where(f => !mine.Contains(f) && budget.Spent(f.Key, most)).Select(f => f.Key).ToList();
        await book.EscalateAsync(spent, cancellationToken).ConfigureAwait(false);
        var again = budget.NextTry(foreign.Where(f => !mine.Contains(f)).Select(f => f.Key), most);
        if (mine.Count == 0) return (read, again);
        try
        {
            if (mine.Any(f => f.Key.StartsWith("flows:", StringComparison.Ordinal)))
            {
                // Each rule put back is one step nearer to tables that were proved; there is nothing to keep in between.
                var switches = mine.Select(f => f.Subject).ToHashSet(StringComparer.Ordinal);
                var difference = TableDifference.Of(desired, read.Rules);
                bool Mine(FlowRule r) => read.Site.Switches.FirstOrDefault(s => s.DatapathId == r.DatapathId) is not { } at || switches.Contains(at.Name);
                await plant.Fabric.ApplyAsync(new FabricChange([.. difference.Missing.Where(Mine)], [.. difference.Foreign.Where(Mine)]), cancellationToken).ConfigureAwait(false);
                read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
            }

            if (mine.Any(f => !f.Key.StartsWith("flows:", StringComparison.Ordinal)))
            {
                await MoveBackAsync(desired, active, read, cancellationToken).ConfigureAwait(false);
                read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "A repair failed; it is tried again later.");
            foreach (var id in mine.SelectMany(f => f.Intents).Distinct()) ledger.Progress(id, $"The repair failed: {e.Message}");
            read = await plant.ReadAsync(cancellationToken).ConfigureAwait(false);
        }

        return (read, Earlier(again, budget.NextTry(mine.Select(f => f.Key), most)));
    }

    private async Task MoveBackAsync(Plan desired, IReadOnlyList<ActiveIntent> active, Readback read, CancellationToken cancellationToken)
    {
        var quarantined = read.Rules.Where(r => r.Priority == TransitPriority.Quarantine);
        var steps = SequencePlanner.Build(read, desired with { FlowRules = [.. desired.FlowRules, .. quarantined] }, active, ledger.Now, repair: true);
        if (steps.Count == 0) return;
        var script = new EnactmentScript
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"repair-{ledger.Now.UtcTicks}"),
            IntentId = 0,
            Repair = true,
            Plan = desired,
            Steps = [.. steps.Select(s => new ScriptStep(s.Title, s.Action, StepState.Pending, null, null))],
        };
        try
        {
            var ended = await enactor.RunAsync(script, _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
            await enactor.CloseAsync(ended, cancellationToken).ConfigureAwait(false);
            if (ended.Direction == ScriptDirection.Back) throw new DriverException(ended.Reason ?? "It was taken back.");
        }
        catch (EnactmentStuckException e)
        {
            await enactor.CloseAsync(e.Script, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async Task BySiteAsync(Readback read, Plan desired, IReadOnlyList<ActiveIntent> active, IReadOnlyList<Cause> causes, CancellationToken cancellationToken)
    {
        var noticed = ledger.Now;
        var found = DriftInspector.BySite(read, desired, active, plant, noticed);
        List<Finding> findings = [.. found.Select(f => f.Finding).DistinctBy(f => f.Key)];
        await book.OpenAsync(findings, f => HappenedAt(f, causes, noticed), noticed, cancellationToken).ConfigureAwait(false);
        await CloseGoneAsync(findings, IsSite, DriftBook.ByItself, cancellationToken).ConfigureAwait(false);
        if (settings.Current.PausedAt(noticed)) return;

        var change = Quarantine.Change(read, found.Where(f => f.Judgement == Judgement.Violated).Select(f => f.Flow).OfType<ProtectedFlow>());
        if (change.Add.Count + change.Remove.Count > 0) await plant.Fabric.ApplyAsync(change, cancellationToken).ConfigureAwait(false);

        if (findings.Count > 0) await AskAsync(findings, "The site changed.", cancellationToken).ConfigureAwait(false);
        else await UnaskAsync(cancellationToken).ConfigureAwait(false);
    }

    // One intent asks for all: its plan is the desired state under every active one.
    private async Task AskAsync(IReadOnlyList<Finding> findings, string why, CancellationToken cancellationToken)
    {
        await book.EscalateAsync([.. findings.Select(f => f.Key)], cancellationToken).ConfigureAwait(false);
        var affected = findings.SelectMany(f => f.Intents).Distinct().Order().ToList();
        var version = plant.Site.Current.Version;
        var reason = string.Join("|", findings.Select(f => f.Key).Order(StringComparer.Ordinal));
        if (askedFor.TryGetValue(reason, out var asked) && asked == version) return;
        foreach (var id in affected)
        {
            var taken = false;
            await ledger.UpdateAsync(
                id,
                r =>
                {
                    taken = r.State == IntentState.Active && (r.Change is null || r.Change is { Kind: ChangeKind.Replan, Actor: Actors.Console, Approval: null });
                    return taken
                        ? r with { Change = new PendingChange { Kind = ChangeKind.Replan, Actor = Actors.Console, At = ledger.Now, Text = $"{why} {findings[0].What}", Policy = r.Policy } }
                        : null;
                },
                cancellationToken).ConfigureAwait(false);
            if (!taken) continue;
            askedFor[reason] = version;
            jobs.EnqueuePlanning(id);
            return;
        }
    }

    // The site is well again before anybody decided: nothing is to be decided any longer.
    private async Task UnaskAsync(CancellationToken cancellationToken)
    {
        askedFor.Clear();
        foreach (var record in ledger.All().Where(Obsolete))
            await ledger.UpdateAsync(record.Id, r => Obsolete(r) ? r with { Change = null, Note = "The site is as it was; no new plan is needed." } : null, cancellationToken).ConfigureAwait(false);

        static bool Obsolete(IntentRecord r) => r is { State: IntentState.Active, Change: { Kind: ChangeKind.Replan, Actor: Actors.Console, Approval: null } };
    }

    private Task CloseGoneAsync(IReadOnlyList<Finding> found, Func<string, bool> ofMine, string resolution, CancellationToken cancellationToken)
    {
        var keys = found.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        return book.CloseAsync(k => ofMine(k) && !keys.Contains(k), resolution, cancellationToken);
    }

    private static bool IsSite(string key) =>
        key.StartsWith("path:", StringComparison.Ordinal) || key.StartsWith("place:", StringComparison.Ordinal) || key.StartsWith("down:", StringComparison.Ordinal);

    private static DateTimeOffset HappenedAt(Finding finding, IReadOnlyList<Cause> causes, DateTimeOffset noticed)
    {
        var named = causes.Where(c => c.Subject == finding.Subject).ToList();
        return (named.Count > 0 ? named : causes).Select(c => c.At).DefaultIfEmpty(noticed).Min();
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a < b ? a : b;
}

using Continuum.Core.Intents;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;

namespace Continuum.Orchestration.Jobs;

/// <summary>Plans anew what a record shows, to see whether what was approved is still what would be enacted.</summary>
internal sealed class PlanFreshness(IntentLedger ledger, ISiteFeed site, IPlanMaker maker)
{
    /// <summary>The question whose answer the record (or its pending change) shows.</summary>
    public PlanQuestion Question(IntentRecord record)
    {
        var others = ActiveIntents.Of(ledger.All(), except: record.Id);
        var policy = record.Change is { } change && ActiveIntents.Binds(record) ? Proposed(record, change) : record.Policy;
        var proposed = policy is null ? null : new ActiveIntent(record.Id, record.Text, policy);
        // A withdrawal and a new plan show the state that follows at once; a proposal shows its earliest window.
        var now = ledger.Now;
        DateTimeOffset? at = record.Change is { Kind: not ChangeKind.Amend } && ActiveIntents.Binds(record) ? now : null;
        return new PlanQuestion(site.Current.Site, others, proposed, now, at, at is null ? null : record.Change?.Wanted);
    }

    public PlanAnswer Make(IntentRecord record, CancellationToken cancellationToken) => maker.Make(Question(record), cancellationToken);

    /// <summary>Why the plan shown may no longer be enacted; null when it may.</summary>
    public string? WhyStale(IntentRecord record, CancellationToken cancellationToken)
    {
        var shown = ActiveIntents.Binds(record) && record.Change is { } change ? change.Plan : record.Plan;
        return WhyStale(shown?.Hash, Make(record, cancellationToken));
    }

    public static string? WhyStale(string? approvedHash, PlanAnswer fresh)
    {
        if (fresh.Plan is null || !fresh.Verdict.Passed)
        {
            var failed = fresh.Verdict.Checks.FirstOrDefault(c => !c.Passed);
            return failed is null
                ? "the site or the active intents changed, and no plan passes its verdict now."
                : $"the site or the active intents changed, and {failed.Name} fails for {failed.Subject}: {failed.Detail}";
        }

        return fresh.Plan.Hash == approvedHash ? null : "the site or the active intents changed since it was verified.";
    }

    private static Core.Policies.Policy? Proposed(IntentRecord record, PendingChange change) => change.Kind switch
    {
        ChangeKind.Amend => change.Policy,
        ChangeKind.Replan => record.Policy,
        // What is left of the policy after a window ended; null when nothing is.
        ChangeKind.Expire => change.Policy,
        _ => null,
    };
}

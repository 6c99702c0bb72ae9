using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;

namespace Continuum.Orchestration.Lifecycle;

/// <summary>What binds the site, derived from the intents; nothing of it is stored twice.</summary>
internal static class ActiveIntents
{
    /// <summary>
    /// Intents whose rules bind, oldest first. One whose amendment is being enacted binds all the while, with the policy
    /// it had.
    /// </summary>
    public static IReadOnlyList<ActiveIntent> Of(IEnumerable<IntentRecord> records, long? except = null) =>
        [.. records.Where(r => Binds(r) && r.Id != except && r.Policy is not null).OrderBy(r => r.Id).Select(r => new ActiveIntent(r.Id, r.Text, r.Policy!))];

    public static bool Binds(IntentRecord record) =>
        IntentLifecycle.Binds(record.State) || (record.State == IntentState.Enacting && record.Enacted is not null);

    /// <summary>
    /// As <see cref="Of"/>, without rules whose window has just begun: the change that brings them into force is under
    /// way, and until it is there they cannot drift. One that takes longer is looked at like any other.
    /// </summary>
    public static IReadOnlyList<ActiveIntent> Watched(IReadOnlyList<IntentRecord> records, DateTimeOffset now)
    {
        var newest = records.Max(r => r.Enacted?.At);
        bool IsWatched(Rule rule) => rule.Validity?.From is not { } from || from <= newest || now - from > Beginning;
        return [.. Of(records).Select(i => i with { Policy = Narrow(i.Policy, IsWatched) })];
    }

    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(30);

    // Rules keep their places, since findings and evidence name them by these.
    private static Policy Narrow(Policy policy, Func<Rule, bool> keep) =>
        policy.Rules.All(keep) ? policy : new Policy([.. policy.Rules.Select(r => keep(r) ? r : r with { Validity = Never })]);

    private static readonly Validity Never = new(null, DateTimeOffset.MinValue);

    /// <summary>
    /// The desired state of the site: the plan that was enacted last. Null before the first enactment, when nothing on
    /// the site is ours; empty when a first one failed and could not be taken back in full.
    /// </summary>
    public static Plan? Desired(IEnumerable<IntentRecord> records)
    {
        var all = records as IReadOnlyCollection<IntentRecord> ?? [.. records];
        if (all.Where(r => r.Enacted is not null).MaxBy(r => r.Enacted!.Number) is { } newest) return newest.Enacted!.Plan ?? newest.Plan;
        return all.Any(LeftSomething) ? Nothing : null;
    }

    /// <summary>Whether the newest enactment of the intent failed and left steps in place.</summary>
    public static bool LeftSomething(IntentRecord record) =>
        record.State == IntentState.Failed && record.Steps.Any(s => s.State is StepState.Done or StepState.Running or StepState.Failed);

    private static readonly Plan Nothing = new()
    {
        Hash = "",
        Kubernetes = [],
        FlowRules = [],
        Pipelines = [],
        Moves = [],
        Admitted = new Dictionary<string, IReadOnlyList<string>>(),
        Placement = new Dictionary<string, string>(),
    };

    public static long NextNumber(IEnumerable<IntentRecord> records) => records.Max(r => r.Enacted?.Number ?? 0) + 1;
}

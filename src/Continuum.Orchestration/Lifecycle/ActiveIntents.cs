using Continuum.Core.Intents;
using Continuum.Core.Plans;

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

    /// <summary>The desired state of the site: the plan that was enacted last; null before the first enactment.</summary>
    public static Plan? Desired(IEnumerable<IntentRecord> records) =>
        records.Where(r => r.Enacted is not null).MaxBy(r => r.Enacted!.Number) is { } newest ? newest.Enacted!.Plan ?? newest.Plan : null;

    public static long NextNumber(IEnumerable<IntentRecord> records) => records.Max(r => r.Enacted?.Number ?? 0) + 1;
}

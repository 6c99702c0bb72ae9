using Continuum.Core.Intents;
using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;
using Continuum.Orchestration.Hashing;

namespace Continuum.Orchestration.Verification;

/// <summary>
/// Proves a plan against policies on the site as it is. It walks packet classes over the tables and evaluates manifests
/// as the cluster does; it shares nothing with the compiler's search for ways and placements.
/// </summary>
/// <param name="costs">Predicts what pipelines do.</param>
public sealed class PlanVerifier(ICostModel costs)
{
    /// <summary>The verdict on a plan.</summary>
    /// <param name="site">The site as it is.</param>
    /// <param name="intents">All intents that the plan stands for, the proposed one included.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="at">The moment that the plan shows.</param>
    public Verdict Verify(Site site, IReadOnlyList<ActiveIntent> intents, Plan plan, DateTimeOffset at)
    {
        var rules = BoundRule.InForce(intents, at);
        var state = new PlannedState(site, rules, plan);
        var duties = DutyBook.Of(state);
        List<Check> checks =
        [
            .. PlacementChecks.Of(state),
            .. new PipelineChecks(state, costs).All(),
            .. PathChecks.Of(state, duties),
            .. ReachabilityChecks.Of(state, duties),
            .. StructureChecks.Of(state, duties),
            FailureChecks.Of(state, duties),
            HashMatches(site, intents, plan),
        ];
        return new Verdict(checks.TrueForAll(c => c.Passed) ? Outcome.Pass : Outcome.Fail, checks);
    }

    private static Check HashMatches(Site site, IReadOnlyList<ActiveIntent> intents, Plan plan)
    {
        var hash = ApprovalHash.Of(plan, site, intents);
        return new Check("plan-hash", hash == plan.Hash, plan.Hash, hash == plan.Hash
            ? "the hash covers this plan, these facts of the site and these policies"
            : $"plan, site and policies hash to {hash}: something changed since the plan was made");
    }
}

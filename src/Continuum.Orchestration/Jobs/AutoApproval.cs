using Continuum.Core.Policies;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;

namespace Continuum.Orchestration.Jobs;

/// <summary>Whether a passing plan needs no person's yes.</summary>
internal static class AutoApproval
{
    /// <summary>The approval, or null when a person must decide: a kind is not set, text is unmapped, or something was assumed.</summary>
    public static Approval? Of(OrchestrationSettings settings, Policy policy, Understanding? understanding, string planHash, DateTimeOffset now) =>
        policy.Rules.Count > 0
        && policy.Rules.All(r => settings.AutoApprove.Contains(OrchestrationSettings.KindOf(r)))
        && understanding is { Unmapped.Count: 0, Assumptions.Count: 0 }
            ? new Approval(planHash, Actors.Console, now, Automatic: true)
            : null;
}

using Continuum.Core.Plans;

namespace Continuum.Orchestration.Jobs;

/// <summary>What the audit log keeps of a plan and a verdict: enough to tell which, not every rule again.</summary>
internal static class PlanAudit
{
    public static object Of(Plan plan) => new
    {
        plan.Hash,
        manifests = plan.Kubernetes.Select(m => m.Subject),
        flowRules = plan.FlowRules.Count,
        plan.Pipelines,
        plan.Moves,
    };

    /// <summary>In short why the verdict did not pass; null when it did.</summary>
    public static string? WhyNot(Verdict verdict)
    {
        if (verdict.Passed) return null;
        if (verdict.Checks.FirstOrDefault(c => !c.Passed) is { } check) return $"{check.Name}: {check.Subject}: {check.Detail}";
        return verdict.Conflict is { } conflict ? $"conflict: {string.Join("; ", conflict.Rules)}" : $"The verdict is {verdict.Outcome}.";
    }
}

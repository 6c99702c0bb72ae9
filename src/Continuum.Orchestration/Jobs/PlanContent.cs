using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Jobs;

/// <summary>Whether two plans ask for the same desired state, whatever they were made from.</summary>
internal static class PlanContent
{
    public static bool Same(Plan a, Plan b) => Flows(a).SetEquals(Flows(b)) && SameManifests(a, b) && a.Pipelines.ToHashSet().SetEquals(b.Pipelines);

    // Cookies tell whose a rule is, not what it does.
    private static HashSet<(RuleKey, int?)> Flows(Plan plan) => [.. plan.FlowRules.Select(r => (RuleKey.Of(r), r.Output))];

    private static bool SameManifests(Plan a, Plan b)
    {
        if (a.Kubernetes.Count != b.Kubernetes.Count) return false;
        var other = b.Kubernetes.ToDictionary(m => m.Subject, StringComparer.Ordinal);
        return a.Kubernetes.All(m => other.TryGetValue(m.Subject, out var found) && JsonNode.DeepEquals(m.Body, found.Body));
    }
}

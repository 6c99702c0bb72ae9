using System.Text.Json.Nodes;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Proof;

namespace Continuum.Orchestration.Enactment;

/// <summary>
/// Orders what leads from the system as it is to the desired state so that no state in between breaks what must hold:
/// new ways before moves, manifests before the moves they explain, withdrawals last.
/// </summary>
internal static class SequencePlanner
{
    /// <param name="actual">The system as read back.</param>
    /// <param name="plan">The desired state.</param>
    /// <param name="kept">Intents that bind before and after; their rules hold in between.</param>
    /// <param name="at">The moment whose rules are in force.</param>
    /// <param name="repair">True when only what breaks the desired state may be moved.</param>
    public static IReadOnlyList<PlannedStep> Build(Readback actual, Plan plan, IReadOnlyList<ActiveIntent> kept, DateTimeOffset at, bool repair)
    {
        var site = actual.Site;
        var moves = MoveOrder.Sort(actual, Moves(actual, plan, repair), kept, at);
        var reconfigurations = Reconfigurations(actual, plan);
        var thingsMove = moves.Count + reconfigurations.Count > 0;
        var flows = ProtectedFlows.Of(site, kept, at, s => [.. MayStandOn(actual, moves, reconfigurations, s).Select(site.FindNode).OfType<Node>()]);
        var course = new FabricCourse(site, actual.Rules, plan.FlowRules, flows, thingsMove);
        var applied = actual.Cluster.Workloads.Where(w => w.Applied is not null).ToDictionary(w => w.Name, w => w.Applied!, StringComparer.Ordinal);
        var wanted = plan.Kubernetes.Select(m => m.Subject).ToHashSet(StringComparer.Ordinal);

        List<PlannedStep> steps = [.. course.Before()];
        foreach (var manifest in plan.Kubernetes)
        {
            var before = applied.GetValueOrDefault(manifest.Subject);
            if (before is not null && JsonNode.DeepEquals(before.Body, manifest.Body)) continue;
            steps.Add(new PlannedStep($"Apply the manifest of {manifest.Subject}", new ApplyAction(manifest, before)));
        }

        steps.AddRange(moves.Select(m => new PlannedStep($"Move {m.Workload} {(m.From is null ? "" : $"from {string.Join(", ", m.Origins)} ")}to {string.Join(", ", m.Targets)}", m)));
        steps.AddRange(reconfigurations.Select(r => new PlannedStep($"Move the pipeline of {r.To.Service} to {string.Join(", ", r.To.Nodes)}", r)));
        steps.AddRange(course.After());
        steps.AddRange(applied.Where(a => !wanted.Contains(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => new PlannedStep($"Take the manifest of {a.Key} back", new WithdrawAction(a.Value))));
        return steps;
    }

    private static List<MoveAction> Moves(Readback actual, Plan plan, bool repair)
    {
        var moves = new List<MoveAction>();
        foreach (var workload in actual.Site.Workloads)
        {
            if (!plan.Placement.TryGetValue(workload.Name, out var target)) continue;
            var nodes = actual.NodesOf(workload);
            var targets = plan.NodesOf(workload.Name);
            var admitted = plan.Admitted.GetValueOrDefault(workload.Name);
            var misplaced = admitted is not null && (nodes.Count == 0 || nodes.Any(n => !admitted.Contains(n)));
            var gathered = nodes.Count < targets.Count;
            var asked = !repair && plan.Moves.Any(m => m.Subject == workload.Name) && !nodes.ToHashSet(StringComparer.Ordinal).SetEquals(targets);
            if (!misplaced && !gathered && !asked) continue;
            if (targets.Count == 1 && !Able(actual.Site, target) && admitted is not null) targets = [admitted.FirstOrDefault(n => Able(actual.Site, n)) ?? target];
            moves.Add(new MoveAction(workload.Name, nodes.Count > 0 ? nodes[0] : null, targets[0])
            {
                FromSeveral = nodes.Count > 1 ? nodes : null,
                ToSeveral = targets.Count > 1 ? targets : null,
            });
        }

        return moves;
    }

    private static bool Able(Site site, string node) => site.FindNode(node) is { Ready: true, Schedulable: true };

    private static List<ReconfigureAction> Reconfigurations(Readback actual, Plan plan) =>
        [.. plan.Pipelines.Join(actual.Services, p => p.Service, s => s.Name, (p, s) => new ReconfigureAction(s.Layout, p)).Where(r => r.From != r.To)];

    private static IEnumerable<string> MayStandOn(Readback actual, IReadOnlyList<MoveAction> moves, IReadOnlyList<ReconfigureAction> reconfigurations, ISubject subject) =>
        actual.NodesOf(subject)
            .Concat(subject is Workload ? moves.Where(m => m.Workload == subject.Name).SelectMany(m => m.Targets) : reconfigurations.Where(r => r.To.Service == subject.Name).SelectMany(r => r.To.Nodes))
            .Distinct(StringComparer.Ordinal);
}

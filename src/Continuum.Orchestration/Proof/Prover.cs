using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Enactment;

namespace Continuum.Orchestration.Proof;

/// <summary>
/// Proves an intent by what the drivers read back, judged by its rules and not by what was sent: where pods and stages
/// are, which rules are installed, and where packets really go.
/// </summary>
internal sealed class Prover(Plant plant)
{
    /// <summary>Evidence for every hard rule of the intent that is in force.</summary>
    /// <param name="others">The other intents that bind.</param>
    /// <param name="read">What was read back.</param>
    /// <param name="plan">The desired state it is compared with.</param>
    public async Task<IReadOnlyList<EvidenceItem>> ProveAsync(
        ActiveIntent intent, IReadOnlyList<ActiveIntent> others, Plan plan, Readback read, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var evidence = new List<EvidenceItem>();
        for (var i = 0; i < intent.Policy.Rules.Count; i++)
        {
            var rule = intent.Policy.Rules[i];
            if (!rule.IsHard || !rule.InForce(at)) continue;
            var index = i;
            evidence.AddRange(PlacementProof.Of(rule, plan, read, plant).Select(e => e with { Rule = index }));
        }

        evidence.AddRange(await new WalkProof(plant, read, [.. others, intent], at).OfAsync(intent, cancellationToken).ConfigureAwait(false));
        evidence.Add(FlowTableProof.Of(plan, read, plant.Fabric.Name));
        return evidence;
    }

    /// <summary>Evidence for what remains once an intent is gone: the tables and manifests hold nothing of it.</summary>
    public IReadOnlyList<EvidenceItem> ProveGone(Plan plan, Readback read) => [FlowTableProof.Of(plan, read, plant.Fabric.Name), .. PlacementProof.Manifests(plan, read, plant.Cluster.Name)];
}

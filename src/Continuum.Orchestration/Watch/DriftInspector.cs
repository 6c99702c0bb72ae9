using System.Globalization;
using System.Text.Json.Nodes;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Enactment;
using Continuum.Orchestration.Proof;

namespace Continuum.Orchestration.Watch;

/// <summary>Compares what was read back with the desired state, and with the rules themselves.</summary>
internal static class DriftInspector
{
    /// <summary>Differences from the desired state; while there are any, what they cause is not told apart from what the site causes.</summary>
    public static IReadOnlyList<Finding> Foreign(Readback read, Plan desired, IReadOnlyList<ActiveIntent> active, DateTimeOffset at)
    {
        var findings = new List<Finding>();
        findings.AddRange(Tables(read, desired, active, at));
        findings.AddRange(Manifests(read, desired, active));
        foreach (var workload in read.Site.Workloads)
        {
            if (desired.Admitted.GetValueOrDefault(workload.Name) is not { } admitted) continue;
            var (stands, wanted) = (read.NodesOf(workload), desired.NodesOf(workload.Name));
            var strays = stands.Where(n => !admitted.Contains(n)).ToList();
            // A node that cannot take its replica back is the site's doing, and a matter for a person.
            var gathered = stands.Count < wanted.Count && wanted.All(n => read.Site.FindNode(n) is { Ready: true, Schedulable: true });
            if (strays.Count == 0 && !gathered) continue;
            findings.Add(new Finding(
                FindingKind.Foreign, $"pod:{workload.Name}", workload.Name,
                strays.Count > 0 ? $"{workload.Name} stands on {string.Join(", ", strays)}, admitted are {string.Join(", ", admitted)}"
                    : $"{workload.Name} stands on {string.Join(", ", stands)}, its replicas are to be on {string.Join(", ", wanted)}",
                About(active, workload)));
        }

        foreach (var layout in desired.Pipelines)
        {
            if (read.Services.FirstOrDefault(s => s.Name == layout.Service) is not { } state || state.Layout == layout) continue;
            findings.Add(new Finding(
                FindingKind.Foreign, $"pipeline:{layout.Service}", layout.Service, $"the pipeline of {layout.Service} is {Text(state.Layout)}, it should be {Text(layout)}",
                read.Site.FindSubject(layout.Service) is { } service ? About(active, service) : Lowest(active)));
        }

        return findings;
    }

    /// <summary>Rules that the desired state, being in place, no longer fulfils.</summary>
    public static IReadOnlyList<(Finding Finding, ProtectedFlow? Flow, Judgement Judgement)> BySite(Readback read, Plan desired, IReadOnlyList<ActiveIntent> active, Plant plant, DateTimeOffset at)
    {
        var found = new List<(Finding, ProtectedFlow?, Judgement)>();
        // Drops of the quarantine hide what they were set for.
        var bare = read with { Fabric = read.Fabric with { Entries = [.. read.Fabric.Entries.Where(e => e.Rule.Priority != TransitPriority.Quarantine)] } };
        foreach (var (flow, judgement, why) in new WalkProof(plant, bare, active, at).Broken())
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"path:{flow.IntentId}:{flow.RuleIndex}:{flow.FromSubject}:{flow.ToSubject}");
            if (found.Any(f => f.Item1.Key == key && f.Item3 == judgement && f.Item2!.From == flow.From && f.Item2.To == flow.To)) continue;
            found.Add((new Finding(FindingKind.Site, key, flow.FromSubject, $"{flow.FromSubject} to {flow.ToSubject}: {why}", [flow.IntentId]), flow, judgement));
        }

        foreach (var intent in active)
        {
            for (var i = 0; i < intent.Policy.Rules.Count; i++)
            {
                var rule = intent.Policy.Rules[i];
                if (!rule.IsHard || !rule.InForce(at)) continue;
                foreach (var item in PlacementProof.Of(rule, desired, read, plant).Where(e => !e.Holds && e.Kind != "manifest"))
                {
                    var key = string.Create(CultureInfo.InvariantCulture, $"place:{intent.Id}:{i}:{item.Subject}");
                    found.Add((new Finding(FindingKind.Site, key, item.Subject, $"{item.Subject}: asked is {item.Expected}, found {item.Observed}", [intent.Id]), null, Judgement.Violated));
                }
            }
        }

        foreach (var workload in read.Site.Workloads.Where(w => desired.Admitted.ContainsKey(w.Name)))
        {
            foreach (var node in read.NodesOf(workload).Where(n => read.Site.FindNode(n) is { Ready: false }))
                found.Add((new Finding(FindingKind.Site, $"down:{workload.Name}:{node}", workload.Name, $"{workload.Name} stands on {node}, which is down", About(active, workload)), null, Judgement.Lost));
        }

        return found;
    }

    private static IEnumerable<Finding> Tables(Readback read, Plan desired, IReadOnlyList<ActiveIntent> active, DateTimeOffset at)
    {
        var difference = TableDifference.Of(desired, read.Rules);
        if (difference.None) yield break;
        var flows = ProtectedFlows.Of(read.Site, active, at, s => [.. read.NodesOf(s).Select(read.Site.FindNode).OfType<Node>()]);
        foreach (var group in difference.Missing.Select(r => (Rule: r, Foreign: false)).Concat(difference.Foreign.Select(r => (Rule: r, Foreign: true))).GroupBy(x => x.Rule.DatapathId))
        {
            var name = read.Site.Switches.FirstOrDefault(s => s.DatapathId == group.Key)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"datapath {group.Key}");
            var (missing, foreign) = (group.Count(x => !x.Foreign), group.Count(x => x.Foreign));
            var intents = group.Where(x => !x.Foreign).Select(x => (long)x.Rule.Cookie)
                .Concat(flows.Where(f => group.Any(x => x.Foreign && Overlaps(x.Rule, f))).Select(f => f.IntentId))
                .Where(id => active.Any(a => a.Id == id)).Distinct().Order().ToList();
            var example = FlowTableProof.Describe(group.OrderByDescending(x => x.Foreign).First().Rule, read);
            yield return new Finding(
                FindingKind.Foreign,
                $"flows:{name}",
                name,
                string.Create(CultureInfo.InvariantCulture, $"{name}: {missing} compiled rules missing or altered, {foreign} that nobody asked for, e.g. {example}"),
                intents.Count > 0 ? intents : Lowest(active));
        }
    }

    private static IEnumerable<Finding> Manifests(Readback read, Plan desired, IReadOnlyList<ActiveIntent> active)
    {
        var wanted = desired.Kubernetes.ToDictionary(m => m.Subject, StringComparer.Ordinal);
        foreach (var state in read.Cluster.Workloads)
        {
            var asked = wanted.GetValueOrDefault(state.Name);
            if (asked is null && state.Applied is null) continue;
            if (asked is not null && state.Applied is not null && JsonNode.DeepEquals(asked.Body, state.Applied.Body)) continue;
            var what = asked is null ? "carries a manifest that no intent asks for" : state.Applied is null ? "lost its manifest" : "carries another manifest than planned";
            yield return new Finding(
                FindingKind.Foreign, $"manifest:{state.Name}", state.Name, $"{state.Name} {what}", read.Site.FindSubject(state.Name) is { } subject ? About(active, subject) : Lowest(active));
        }
    }

    private static bool Overlaps(FlowRule rule, ProtectedFlow flow) =>
        (rule.Match.Source is null || rule.Match.Source == flow.From.Attach?.Ip)
        && (rule.Match.Destination is null || rule.Match.Destination == flow.To.Attach?.Ip)
        && TrafficCell.Of(rule.Match).Intersect(flow.Cell) is not null;

    private static IReadOnlyList<long> About(IReadOnlyList<ActiveIntent> active, ISubject subject)
    {
        List<long> ids =
        [
            .. active.Where(a => a.Policy.Rules.Any(r => r switch
            {
                PlacementRule p => p.Subjects.Selects(subject),
                PathRule p => p.From.Selects(subject) || p.To.Selects(subject),
                IsolationRule i => i.A.Selects(subject) || i.B.Selects(subject),
                ServiceRule s => s.Services.Selects(subject),
                _ => false,
            })).Select(a => a.Id),
        ];
        return ids.Count > 0 ? ids : Lowest(active);
    }

    private static IReadOnlyList<long> Lowest(IReadOnlyList<ActiveIntent> active) => active.Count == 0 ? [] : [active.Min(a => a.Id)];

    private static string Text(PipelineLayout layout) => $"{layout.Head} | {string.Join(", ", layout.Stages.Select(s => $"{s.Layers} on {s.Node}"))}";
}

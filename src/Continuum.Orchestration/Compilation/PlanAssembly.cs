using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Hashing;

namespace Continuum.Orchestration.Compilation;

/// <summary>Writes a settled draft down as a plan.</summary>
internal sealed class PlanAssembly(Site site, IReadOnlyList<ActiveIntent> intents, RuleBook book, Drafter drafter, Draft draft, IReadOnlyList<string> unmetWishes)
{
    public Plan Assemble()
    {
        var bound = draft.Placement.Bindings.Where(b => b.IsBound && draft.Nodes[b.Name].Count > 0).ToList();
        foreach (var binding in bound) binding.Nodes = draft.Nodes[binding.Name];
        var flows = new FlowRuleWriter(site, drafter.Router);
        foreach (var pair in draft.Pairs) flows.Write(pair, draft.Routes[(pair.A, pair.B)]);
        var rules = flows.Sorted();
        var placement = Placement();
        var ways = new TransferWays(site, drafter.Router.Graph, rules);
        var plan = new Plan
        {
            Hash = "",
            Kubernetes = Manifests(bound),
            FlowRules = rules,
            Pipelines = [.. site.Services.Where(drafter.Chooser.Covers).Select(s => draft.Layouts[s.Name])],
            Moves = [.. WorkloadMoves(bound), .. site.Services.SelectMany(s => PipelineMoves.Of(s, draft.Layouts[s.Name]).Select(m => m with { Restart = !ways.Comply(m.From!, m.To, drafter.Chooser.Inside(s)) }))],
            Admitted = bound.ToDictionary(b => b.Name, b => (IReadOnlyList<string>)[.. draft.Nodes[b.Name].Select(n => site.Nodes[n].Name)], StringComparer.Ordinal),
            Placement = placement,
            CoResidents = CoResidents(placement),
            UnmetPreferences = [.. UnmetPlacements(placement), .. unmetWishes],
        };
        return plan with { Hash = ApprovalHash.Of(plan, site, intents) };
    }

    private List<Manifest> Manifests(IReadOnlyList<WorkloadBinding> bound)
    {
        var writer = new ManifestWriter(site, draft.Placement.Groups, draft.Placement.Apart);
        return [.. bound.Select(writer.Write)];
    }

    private SortedDictionary<string, string> Placement()
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var workload in site.Workloads)
        {
            if (draft.Assignment!.Nodes.TryGetValue(workload.Name, out var node)) result[workload.Name] = site.Nodes[node].Name;
            else if (workload.Node is not null) result[workload.Name] = workload.Node;
        }

        return result;
    }

    private IEnumerable<Move> WorkloadMoves(IReadOnlyList<WorkloadBinding> bound)
    {
        foreach (var binding in bound)
        {
            var (from, to) = (binding.Workload.Node, site.Nodes[draft.Assignment!.Nodes[binding.Name]].Name);
            if (from != to) yield return new Move(binding.Name, from, to, Restart: from is not null);
            foreach (var replica in draft.Assignment.OtherReplicas.GetValueOrDefault(binding.Name) ?? [])
            {
                if (site.Nodes[replica].Name != from) yield return new Move(binding.Name, from, site.Nodes[replica].Name, Restart: from is not null);
            }
        }
    }

    // Rules match node addresses, so that whoever shares a bound pair of nodes is carried along.
    private List<string> CoResidents(SortedDictionary<string, string> placement)
    {
        var standing = placement.ToLookup(p => p.Value, p => p.Key, StringComparer.Ordinal);
        var carried = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pair in draft.Pairs)
        {
            var asked = pair.Inducers.SelectMany(i => new[] { i.AtA, i.AtB }).ToHashSet(StringComparer.Ordinal);
            foreach (var node in new[] { pair.A, pair.B })
            {
                carried.UnionWith(standing[site.Nodes[node].Name].Where(w => !asked.Contains(w)));
                carried.UnionWith(draft.Layouts.Values.Where(l => !asked.Contains(l.Service) && l.Nodes.Contains(site.Nodes[node].Name)).Select(l => l.Service));
            }
        }

        return [.. carried];
    }

    private IEnumerable<string> UnmetPlacements(SortedDictionary<string, string> placement)
    {
        foreach (var (source, rule, subjects) in book.Placements.Where(p => !p.Source.Rule.IsHard))
        {
            foreach (var subject in subjects)
            {
                var nodes = subject is Service ? draft.Layouts[subject.Name].Nodes : placement.TryGetValue(subject.Name, out var node) ? [node] : [];
                if (rule.Nodes is not null && nodes.FirstOrDefault(n => !rule.Nodes.Admits(site.FindNode(n)!)) is { } off) yield return $"{RuleText.Of(source)}: {subject.Name} is on {off}";
            }
        }

        foreach (var (source, rule, services) in book.Services.Where(s => !s.Source.Rule.IsHard && s.Rule.Nodes is not null))
        {
            foreach (var service in services)
            {
                var layout = draft.Layouts[service.Name];
                IEnumerable<string> nodes = rule.Parts switch { ServiceParts.Head => [layout.Head], ServiceParts.Stages => layout.Stages.Select(s => s.Node), _ => layout.Nodes };
                if (nodes.FirstOrDefault(n => !rule.Nodes!.Admits(site.FindNode(n)!)) is { } off) yield return $"{RuleText.Of(source)}: {service.Name} is on {off}";
            }
        }
    }
}

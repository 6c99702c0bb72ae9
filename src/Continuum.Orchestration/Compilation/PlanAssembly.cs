using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Hashing;

namespace Continuum.Orchestration.Compilation;

/// <summary>Writes a settlement down as a plan.</summary>
/// <param name="current">The site as it is; what is elsewhere in the settlement moves.</param>
/// <param name="intents">Intents that the plan stands for.</param>
/// <param name="settled">The desired state.</param>
internal sealed class PlanAssembly(Site current, IReadOnlyList<ActiveIntent> intents, Settlement settled)
{
    private readonly Site site = settled.Site;
    private readonly RuleBook book = settled.Book;
    private readonly Drafter drafter = settled.Drafter;
    private readonly Draft draft = settled.Draft;

    public Plan Assemble()
    {
        var bound = draft.Placement.Bindings.Where(b => b.IsBound && draft.Nodes[b.Name].Count > 0).ToList();
        foreach (var binding in bound) binding.Nodes = draft.Nodes[binding.Name];
        var flows = new FlowRuleWriter(site, drafter.Router);
        foreach (var pair in draft.Pairs) flows.Write(pair, draft.Routes[(pair.A, pair.B)]);
        var rules = flows.Sorted();
        var placement = Placement();
        var replicas = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var binding in bound)
        {
            if (Places(binding) is { Count: > 1 } several) replicas[binding.Name] = several;
        }

        var ways = new TransferWays(site, drafter.Router.Graph, rules);
        var plan = new Plan
        {
            Hash = "",
            Kubernetes = Manifests(bound),
            FlowRules = rules,
            Pipelines = [.. site.Services.Where(drafter.Chooser.Covers).Select(s => draft.Layouts[s.Name])],
            Moves = [.. WorkloadMoves(bound), .. site.Services.SelectMany(s => PipelineMovesOf(s, ways))],
            Admitted = bound.ToDictionary(b => b.Name, b => (IReadOnlyList<string>)[.. draft.Nodes[b.Name].Select(n => site.Nodes[n].Name)], StringComparer.Ordinal),
            Placement = placement,
            Replicas = replicas,
            CoResidents = CoResidents(placement),
            UnmetPreferences = [.. UnmetPlacements(placement), .. settled.Unmet],
        };
        return plan with { Hash = ApprovalHash.Of(plan, current, intents) };
    }

    private IEnumerable<Move> PipelineMovesOf(Service service, TransferWays ways) =>
        PipelineMoves.Of(current.Services.First(s => s.Name == service.Name), draft.Layouts[service.Name])
            .Select(m => m with { Restart = !ways.Comply(m.From!, m.To, drafter.Chooser.Inside(service)) });

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
            if (settled.NodeOf(workload) is { } node) result[workload.Name] = node;
        }

        return result;
    }

    private IEnumerable<Move> WorkloadMoves(IReadOnlyList<WorkloadBinding> bound)
    {
        foreach (var binding in bound)
        {
            var (stands, places) = (current.Workloads.First(w => w.Name == binding.Name).StandsOn, Places(binding));
            var (left, taken) = (stands.Except(places).ToList(), places.Except(stands).ToList());
            for (var i = 0; i < Math.Max(left.Count, taken.Count); i++)
            {
                var from = i < left.Count ? left[i] : stands.Count > 0 ? stands[0] : null;
                yield return new Move(binding.Name, from, i < taken.Count ? taken[i] : places[0], Restart: from is not null);
            }
        }
    }

    // Replicas that stand on several nodes stay there as long as nothing asks them to be elsewhere or together.
    private IReadOnlyList<string> Places(WorkloadBinding binding)
    {
        var first = site.Nodes[draft.Assignment!.Nodes[binding.Name]].Name;
        if (draft.Assignment.OtherReplicas.TryGetValue(binding.Name, out var others)) return [first, .. others.Select(n => site.Nodes[n].Name)];
        var stands = current.Workloads.First(w => w.Name == binding.Name).StandsOn;
        var free = stands.Count > 1 && stands[0] == first && stands.All(s => draft.Nodes[binding.Name].Exists(n => site.Nodes[n].Name == s))
            && !draft.Placement.Groups.Exists(g => g.Source.Rule.IsHard && g.Members.Contains(binding.Name))
            && !draft.Placement.Apart.Any(a => a.X == binding.Name || a.Y == binding.Name);
        return free ? stands : [first];
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

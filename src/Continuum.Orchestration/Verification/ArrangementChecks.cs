using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>Spread, colocate and separate, on where the plan puts everything.</summary>
internal static class ArrangementChecks
{
    public static Check Of(PlannedState state, BoundRule bound, PlacementRule rule)
    {
        var subjects = rule.Subjects.Of(state.Site);
        var spots = subjects.ToDictionary(s => s.Name, s => Domains(state, s, rule.Topology), StringComparer.Ordinal);
        var problem = rule.Arrangement switch
        {
            Arrangement.Spread => subjects.OfType<Workload>().Select(w => Unspread(w, spots[w.Name])).FirstOrDefault(p => p is not null),
            Arrangement.Colocate => spots.Values.SelectMany(d => d).Distinct().ToList() is { Count: > 1 } many ? $"they are in {string.Join(", ", many)}" : null,
            _ => Shared(spots),
        };
        if (subjects.Count > 1 || rule.Arrangement == Arrangement.Spread) problem ??= spots.FirstOrDefault(s => s.Value.Contains(null)) is { Key: { } unknown } ? $"{unknown} is on a node that does not say its {rule.Topology.ToString().ToLowerInvariant()}" : null;
        return new Check("arrangement-holds", problem is null, RuleText.Of(bound), problem ?? string.Join("; ", spots.Select(s => $"{s.Key} in {string.Join(", ", s.Value)}")));
    }

    private static string? Unspread(Workload workload, IReadOnlyList<string?> domains) =>
        domains.Count > 0 && domains.Distinct().Count() < workload.Replicas ? $"{workload.Name} has {workload.Replicas} replicas in {string.Join(", ", domains.Distinct())}" : null;

    private static string? Shared(Dictionary<string, IReadOnlyList<string?>> spots)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, domains) in spots)
        {
            foreach (var domain in domains.OfType<string>().Distinct())
            {
                if (!taken.TryAdd(domain, name)) return $"{taken[domain]} and {name} are both in {domain}";
            }
        }

        return null;
    }

    private static IReadOnlyList<string?> Domains(PlannedState state, ISubject subject, Topology topology)
    {
        var nodes = subject is Workload w ? PlacementChecks.Spots(state, w) : state.Layouts[subject.Name].Nodes;
        return [.. nodes.Select(n => TopologyDomains.Of(state.NodesByName[n], topology))];
    }
}

using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Enactment;

/// <summary>A step before it is journaled.</summary>
internal sealed record PlannedStep(string Title, EnactmentAction Action);

/// <summary>Follows the tables through a sequence of changes, so that each step knows what takes it back.</summary>
internal sealed class FlowSteps(IEnumerable<FlowRule> installed)
{
    private readonly Dictionary<RuleKey, FlowRule> tables = Index(installed);

    public IReadOnlyCollection<FlowRule> Rules => tables.Values;

    /// <summary>The step, or null when the tables are so already.</summary>
    public PlannedStep? Change(string title, IEnumerable<FlowRule> add, IEnumerable<FlowRule> remove)
    {
        var (adds, restores, takes, removes) = (new List<FlowRule>(), new List<FlowRule>(), new List<FlowRule>(), new List<FlowRule>());
        foreach (var rule in add)
        {
            var key = RuleKey.Of(rule);
            if (tables.TryGetValue(key, out var before))
            {
                if (before == rule) continue;
                restores.Add(before);
            }
            else
            {
                takes.Add(rule);
            }

            adds.Add(rule);
            tables[key] = rule;
        }

        foreach (var rule in remove)
        {
            if (!tables.Remove(RuleKey.Of(rule), out var before)) continue;
            removes.Add(before);
            restores.Add(before);
        }

        return adds.Count + removes.Count == 0 ? null : new PlannedStep(title, new FlowAction(new FabricChange(adds, removes), new FabricChange(restores, takes)));
    }

    private static Dictionary<RuleKey, FlowRule> Index(IEnumerable<FlowRule> rules)
    {
        var index = new Dictionary<RuleKey, FlowRule>();
        foreach (var rule in rules) index[RuleKey.Of(rule)] = rule;
        return index;
    }
}

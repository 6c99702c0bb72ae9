using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Dashboard.Components.Map;

/// <summary>What a policy forbids and what it binds, by the names of nodes and switches.</summary>
/// <param name="Forbidden">Nodes that none of its subjects may stand on, and switches that none of their packets may cross.</param>
/// <param name="Bound">Nodes on which its subjects stand.</param>
public sealed record IntentShade(IReadOnlySet<string> Forbidden, IReadOnlySet<string> Bound)
{
    /// <summary>Nothing shaded.</summary>
    public static readonly IntentShade None = new(new HashSet<string>(), new HashSet<string>());

    /// <summary>The shade of a policy over a site.</summary>
    public static IntentShade Of(Site site, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(policy);
        var forbidden = new HashSet<string>(StringComparer.Ordinal);
        var bound = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in policy.Rules)
        {
            var (subjects, nodes, switches) = Conditions(rule, site);
            if (nodes is not null) forbidden.UnionWith(site.Nodes.Where(n => !nodes.Admits(n)).Select(n => n.Name));
            if (switches is not null) forbidden.UnionWith(site.Switches.Where(s => !switches.Admits(s)).Select(s => s.Name));
            bound.UnionWith(subjects.SelectMany(s => s.StandsOn));
        }

        return new IntentShade(forbidden, bound);
    }

    private static (IEnumerable<ISubject> Subjects, LabelExpression? Nodes, LabelExpression? Switches) Conditions(Rule rule, Site site) => rule switch
    {
        PlacementRule p => (p.Subjects.Of(site), p.Nodes, null),
        ServiceRule s => (s.Services.Of(site).OfType<Service>(), s.Nodes, s.Transfers?.Switches),
        PathRule p => (p.From.Of(site).Concat(p.To == Selector.Everything ? [] : p.To.Of(site)), p.Condition.EndNodes, p.Condition.Switches),
        IsolationRule i => (i.A.Of(site).Concat(i.B == Selector.Everything ? [] : i.B.Of(site)), null, null),
        _ => ([], null, null),
    };
}

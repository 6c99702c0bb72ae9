using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>The hard rules in force with the subjects that they reach, and the preferred ones apart.</summary>
internal sealed class RuleBook
{
    public RuleBook(Site site, IReadOnlyList<BoundRule> rules)
    {
        Rules = rules;
        foreach (var bound in rules)
        {
            if (!bound.Rule.IsHard) Preferred.Add(bound);
            switch (bound.Rule)
            {
                case PlacementRule rule:
                    Placements.Add((bound, rule, rule.Subjects.Of(site)));
                    break;
                case PathRule rule:
                    Paths.Add((bound, rule, rule.From.Of(site), rule.To.Of(site)));
                    break;
                case IsolationRule rule:
                    Isolations.Add((bound, rule, rule.A.Of(site), rule.B.Of(site)));
                    break;
                case ServiceRule rule:
                    Services.Add((bound, rule, [.. rule.Services.Of(site).OfType<Service>()]));
                    break;
            }
        }
    }

    public IReadOnlyList<BoundRule> Rules { get; }

    public List<BoundRule> Preferred { get; } = [];

    public List<(BoundRule Source, PlacementRule Rule, IReadOnlyList<ISubject> Subjects)> Placements { get; } = [];

    public List<(BoundRule Source, PathRule Rule, IReadOnlyList<ISubject> From, IReadOnlyList<ISubject> To)> Paths { get; } = [];

    public List<(BoundRule Source, IsolationRule Rule, IReadOnlyList<ISubject> A, IReadOnlyList<ISubject> B)> Isolations { get; } = [];

    public List<(BoundRule Source, ServiceRule Rule, IReadOnlyList<Service> Services)> Services { get; } = [];
}

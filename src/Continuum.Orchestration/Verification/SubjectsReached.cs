using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Verification;

/// <summary>A new rule that reaches nobody would pass every check and protect nothing.</summary>
internal static class SubjectsReached
{
    public static IEnumerable<Check> Of(Site site, ActiveIntent proposed)
    {
        foreach (var rule in proposed.Policy.Rules)
        {
            var empty = Selectors(rule).FirstOrDefault(s => s.Of(site).Count == 0);
            var subject = RuleText.Of(new BoundRule(proposed.Id, rule));
            yield return empty is null
                ? new Check("rule-reaches-subjects", true, subject, string.Join("; ", Selectors(rule).Select(s => string.Join(", ", s.Of(site).Select(x => x.Name)))))
                : new Check("rule-reaches-subjects", false, subject, $"nothing on the site is {RuleText.Of(empty)}, so that the rule would protect nothing");
        }
    }

    private static IReadOnlyList<Selector> Selectors(Rule rule) => rule switch
    {
        PlacementRule p => [p.Subjects],
        PathRule p => [p.From, p.To],
        IsolationRule i => [i.A, i.B],
        ServiceRule s => [s.Services],
        _ => [],
    };
}

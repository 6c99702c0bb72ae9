using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>One text that says of one subject that it must be somewhere and that it must not: a slip, or a trap.</summary>
internal static class Contradictions
{
    /// <exception cref="Grammar.Puzzle">Two rules deny each other.</exception>
    public static void Refuse(IReadOnlyList<Rule> rules, Site site)
    {
        foreach (var (yes, allowed) in rules.Select(r => (r, Test(r))))
        {
            if (allowed is not { Op: LabelOperator.In }) continue;
            foreach (var (no, denied) in rules.Select(r => (r, Test(r))))
            {
                if (denied is not { Op: LabelOperator.NotIn } || denied.Key != allowed.Key || !allowed.Values.All(denied.Values.Contains) || yes.Validity != no.Validity) continue;
                if (Who(yes).Of(site).Select(s => s.Name).Intersect(Who(no).Of(site).Select(s => s.Name)).FirstOrDefault() is not { } both) continue;
                throw new Grammar.Puzzle($"The text says both that {both} must have {allowed.Key} {string.Join("/", allowed.Values)} and that it must not. Which one is meant?", []);
            }
        }
    }

    private static LabelTest? Test(Rule rule) => rule switch
    {
        PlacementRule p => p.Nodes as LabelTest,
        ServiceRule { Parts: ServiceParts.All } s => s.Nodes as LabelTest,
        _ => null,
    };

    private static Selector Who(Rule rule) => rule is PlacementRule p ? p.Subjects : ((ServiceRule)rule).Services;
}

using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Compilation;

namespace Continuum.Orchestration.Conflicts;

/// <summary>Tells what cannot be had on this site from what cannot be had together, and names the smallest set of rules to blame.</summary>
internal sealed class ConflictFinder(PlanCompiler compiler, Site site)
{
    private const int MostRulesSearched = 24;
    private const int MostCompilations = 400;

    private int _compilations;

    /// <summary>The verdict on rules that no plan satisfies.</summary>
    public Verdict Explain(PlanningFault fault, IReadOnlyList<BoundRule> rules, long? proposed)
    {
        var own = rules.Where(r => r.IntentId == proposed).ToList();
        if (proposed is not null && (own.Count == rules.Count || compiler.Fault(site, own) is not null))
        {
            var alone = own.Count == rules.Count ? fault.Checks : [compiler.Fault(site, own)!];
            return new Verdict(Outcome.Infeasible, alone);
        }

        var smallest = Smallest([.. rules.Where(r => r.Rule.IsHard)]);
        var check = compiler.Fault(site, smallest) ?? fault.Checks[0];
        var set = new ConflictSet(
            [.. smallest.Select(r => RuleText.Of(r))],
            [.. smallest.Select(r => r.IntentId).Where(i => i != proposed).Distinct().Order()],
            [.. smallest.Where(r => r.IntentId != proposed).Select(Relaxation)]);
        var words = string.Join(" and ", set.Rules);
        return new Verdict(Outcome.Conflict, [check, new Check("no-conflict", false, string.Join(", ", set.IntentIds.Select(i => string.Create(CultureInfo.InvariantCulture, $"intent {i}"))), $"these {smallest.Count} rules cannot hold together: {words}")]) { Conflict = set };
    }

    /// <summary>A conflict in a window other than the one shown, or null.</summary>
    public Verdict? InOtherWindows(IReadOnlyList<ActiveIntent> intents, ActiveIntent proposed, DateTimeOffset shown, DateTimeOffset now)
    {
        var seen = new List<IReadOnlyList<BoundRule>> { BoundRule.InForce(intents, shown) };
        foreach (var moment in ValidityWindows.Moments(intents, proposed, now))
        {
            var rules = BoundRule.InForce(intents, moment);
            if (seen.Exists(s => s.SequenceEqual(rules))) continue;
            seen.Add(rules);
            if (compiler.Fault(site, rules) is { } fault) return Explain(new PlanningFault(Outcome.Infeasible, [fault]), rules, proposed.Id);
        }

        return null;
    }

    /// <summary>The check that says so when nothing conflicts.</summary>
    public static IEnumerable<Check> None(IReadOnlyList<ActiveIntent> intents, ActiveIntent? proposed)
    {
        var others = intents.Where(i => i.Id != proposed?.Id).ToList();
        if (proposed is null) yield break;
        yield return new Check("no-conflict", true, string.Create(CultureInfo.InvariantCulture, $"{others.Count} active intents"), others.Count == 0 ? "no other intent is active" : "all their hard rules hold together with this one, in every window in which they meet");
    }

    // Deletion leaves a set of which every rule is needed; smaller sets are then tried outright while that is affordable.
    private List<BoundRule> Smallest(List<BoundRule> rules)
    {
        var core = rules.ToList();
        foreach (var rule in rules)
        {
            var without = core.Where(r => !ReferenceEquals(r, rule)).ToList();
            if (without.Count > 0 && Fails(without)) core = without;
        }

        if (core.Count <= 2 || rules.Count > MostRulesSearched) return core;
        for (var size = 2; size < core.Count; size++)
        {
            foreach (var subset in Subsets(rules, size))
            {
                if (_compilations > MostCompilations) return core;
                if (Fails(subset)) return subset;
            }
        }

        return core;
    }

    private bool Fails(IReadOnlyList<BoundRule> rules)
    {
        _compilations++;
        return compiler.Fault(site, rules) is not null;
    }

    private static IEnumerable<List<BoundRule>> Subsets(IReadOnlyList<BoundRule> rules, int size, int from = 0)
    {
        if (size == 0)
        {
            yield return [];
            yield break;
        }

        for (var i = from; i <= rules.Count - size; i++)
        {
            foreach (var rest in Subsets(rules, size - 1, i + 1)) yield return [rules[i], .. rest];
        }
    }

    private static string Relaxation(BoundRule bound)
    {
        var intent = string.Create(CultureInfo.InvariantCulture, $"intent {bound.IntentId}");
        return bound.Rule switch
        {
            PlacementRule { Nodes: not null } p => $"allow more nodes for {RuleText.Of(p.Subjects)} ({intent} asks {RuleText.Of(p.Nodes)})",
            PlacementRule p => $"give up the arrangement of {RuleText.Of(p.Subjects)} ({intent})",
            PathRule { MaxLatencyMs: { } ms } p => string.Create(CultureInfo.InvariantCulture, $"allow more than {ms} ms from {RuleText.Of(p.From)} to {RuleText.Of(p.To)} ({intent})"),
            PathRule p => $"allow other ways from {RuleText.Of(p.From)} to {RuleText.Of(p.To)} ({intent})",
            IsolationRule i => $"let {RuleText.Of(i.A)} reach {RuleText.Of(i.B)} ({intent})",
            ServiceRule s => $"loosen what {RuleText.Of(s.Services)} has to keep ({intent}: {RuleText.Of(bound.Rule)})",
            _ => $"amend or withdraw {intent}",
        };
    }
}

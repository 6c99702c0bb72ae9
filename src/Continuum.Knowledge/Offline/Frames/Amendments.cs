using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Clauses that change what was said just before: "this does not apply to web", "the same goes for billing".</summary>
internal static class Amendments
{
    /// <summary>The rule without those subjects.</summary>
    public static Rule Exempt(Rule rule, IReadOnlyList<SelectorTerm> terms) => rule switch
    {
        PlacementRule p => p with { Subjects = Less(p.Subjects, terms) },
        ServiceRule s => s with { Services = Less(s.Services, terms) },
        PathRule p => p with { From = Less(p.From, terms), To = Less(p.To, terms) },
        IsolationRule i => i with { A = Less(i.A, terms), B = Less(i.B, terms) },
        _ => rule,
    };

    /// <summary>The rule for those subjects too; null when it has two sides.</summary>
    public static Rule? Also(Rule rule, IReadOnlyList<SelectorTerm> terms) => rule switch
    {
        PlacementRule p => p with { Subjects = More(p.Subjects, terms) },
        ServiceRule s => s with { Services = More(s.Services, terms) },
        _ => null,
    };

    /// <summary>The rule for other subjects; null when it has no single subject.</summary>
    public static Rule? For(Rule rule, SubjectSet set) => rule switch
    {
        PlacementRule { Arrangement: null } p => p with { Subjects = set.ToSelector() },
        ServiceRule s => s with { Services = set.ToSelector() },
        _ => null,
    };

    /// <summary>"Exempt", "does not apply to": the subjects that are let off; null when the clause says no such thing.</summary>
    public static SubjectItem? Exempted(List<Item> items)
    {
        var flagged = items.Any(i => i is FlagItem { Kind: W.Exempt }) || (items.Any(i => i is FlagItem { Kind: W.Apply }) && items.Any(i => i is FlagItem { Kind: W.Not }))
            || items.FirstOrDefault(i => i is not (FillerItem or JointItem)) is FlagItem { Kind: W.Except }
            || items.LastOrDefault(i => i is not (FillerItem or JointItem or SubjectItem { Set.IsPronoun: true })) is FlagItem { Kind: W.Except };
        if (!flagged || items.Any(i => i is PlaceItem or QuantityItem or DomainItem or TrafficItem or ClassItem)) return null;
        var subjects = items.OfType<SubjectItem>().Where(s => !s.Set.IsPronoun).ToList();
        return subjects.Count == 1 ? subjects[0] : null;
    }

    private static Selector More(Selector selector, IReadOnlyList<SelectorTerm> terms) => new([.. selector.Terms.Concat(terms).Distinct()], selector.Except);

    private static Selector Less(Selector selector, IReadOnlyList<SelectorTerm> terms) => new(selector.Terms, [.. selector.Except.Concat(terms).Distinct()]);
}

using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

internal sealed partial class ClauseReader
{
    // "pci workloads must not share nodes with phi workloads": one side against the other.
    private List<(string A, string B)>? Sided(List<SubjectSet> sets)
    {
        if (places.Any(p => p.Place.Condition is not null)) return null;
        SubjectSet left, right;
        if (sets.Count == 2 && (sets[0].Terms.Count > 1 || sets[1].Terms.Count > 1 || sets[0].IsGroup || sets[1].IsGroup)) (left, right) = (sets[0], sets[1]);
        else if (sets.Count == 1 && sets[0] is { Terms: [{ Labels: LabelTest { Op: LabelOperator.In, Values: [var a, var b] } test, Name: null } term], Except.Count: 0 })
            (left, right) = (sets[0] with { Terms = [term with { Labels = LabelExpression.In(test.Key, a) }] }, sets[0] with { Terms = [term with { Labels = LabelExpression.In(test.Key, b) }] });
        else return null;
        var rights = right.ToSelector().Of(site);
        var found = left.ToSelector().Of(site).SelectMany(l => rights.Where(r => r.Name != l.Name).Select(r => (l.Name, r.Name))).ToList();
        return found.Count is 0 or > 64 ? null : found;
    }

    // Spread web over zones; keep a and b together; a and b on different nodes; never on the same node.
    private IReadOnlyList<Rule>? ReadArrangement()
    {
        var domain = clause.Of<DomainItem>().FirstOrDefault();
        var together = clause.Has(W.Together) || clause.HasVerb(W.Colocate);
        var apart = clause.Has(W.Apart) || clause.HasVerb(W.Separate);
        var spread = clause.HasVerb(W.Spread);
        if (domain is null && !together && !apart && !spread) return null;
        // "isolate a and b", "separate a from b" of traffic are read elsewhere.
        if (domain is null && !spread && !apart && traffics.Count > 0) return null;
        if (apart && domain is null && traffics.Count > 0) return null;
        if (domain is null && together && clause.HasVerb(W.Comm)) return null;
        Use(subjects);
        Use(domain);
        var sets = subjects.Select(s => Settle(s.Set)).ToList();
        // "amf: not on the same box as udm", "it runs next to udm"
        var lacking = sets.Count == 0 || (subjects.Count == 1 && subjects[0].From > clause.Items.Where(i => i is DomainItem or FlagItem { Kind: W.Together or W.Apart }).Select(i => i.From).DefaultIfEmpty(int.MaxValue).Min() && !subjects[0].Set.IsPronoun);
        if (lacking && clause.Topic is { } topic) sets.Insert(0, topic);
        if (sets.Count == 0) return null;
        var negative = Negative(out _);
        var bare = sets[0];
        var merged = new SubjectSet([.. sets.SelectMany(s => s.Terms).Distinct()], [.. sets.SelectMany(s => s.Except)]) { Aspect = bare.Aspect };
        var selector = Select(merged);
        var found = selector.Of(site);
        var replicas = merged.Aspect == Aspect.Replicas || (found.Count == 1 && spread) || (sets.Count == 1 && found.Count == 1);
        Arrangement kind;
        if (domain is { Same: true } || (domain is null && together))
        {
            kind = negative ? (replicas ? Arrangement.Spread : Arrangement.Separate) : Arrangement.Colocate;
            if (apart && !negative) kind = Arrangement.Separate;
        }
        else
        {
            if (negative) throw new Puzzle("It is not clear whether they must be together or apart. Please say one of the two.", ["together", "apart"]);
            kind = replicas || spread ? Arrangement.Spread : Arrangement.Separate;
            if (together) kind = Arrangement.Colocate;
        }

        if (kind == Arrangement.Spread && !spread && merged.Aspect != Aspect.Replicas && found.Count > 1) kind = Arrangement.Separate;
        if (kind == Arrangement.Spread && spread && found.Count > 1 && merged.Aspect != Aspect.Replicas && !merged.IsGroup && merged.Terms.Count > 1 && found.All(f => f is Core.Sites.Workload { Replicas: 1 }))
        {
            result.Assume("They have one replica each, so spreading them means keeping them apart from each other.");
            kind = Arrangement.Separate;
        }

        if (kind != Arrangement.Spread && found.Count < 2)
            throw new Puzzle($"{Words.SelectorWords.Of(selector)} is one subject. Who shall it be {(kind == Arrangement.Colocate ? "together with" : "apart from")}?", SubjectChoices());
        var topology = domain?.Topology ?? Topology.Node;
        var rules = new List<Rule>();
        if (kind == Arrangement.Separate && Sided(sets) is { } pairs)
        {
            result.Assume("They are kept apart across the two sides, pair by pair, as they are now; not among themselves.");
            rules.AddRange(pairs.Select(p => new PlacementRule { Subjects = Selector.ByName(p.A, p.B), Arrangement = Arrangement.Separate, Topology = topology }));
            return rules;
        }

        var cond = PlaceCondition(places);
        rules.Add(new PlacementRule { Subjects = selector, Nodes = cond is null ? null : resolver.Resolve(cond, Naming.Elements.Nodes, false), Arrangement = kind, Topology = topology });
        return rules;
    }
}

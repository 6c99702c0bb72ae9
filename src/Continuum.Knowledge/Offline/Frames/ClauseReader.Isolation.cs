using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Frames;

internal sealed partial class ClauseReader
{
    // a must not talk to b; isolate a from b; no traffic between a and b; only c may reach a.
    private IReadOnlyList<Rule>? ReadIsolation()
    {
        var isolates = clause.HasVerb(W.Isolate);
        var talks = clause.HasVerb(W.Comm, W.Send, W.Receive);
        var traffic = traffics.FirstOrDefault()?.Set;
        if (!isolates && !talks && traffic is null) return null;
        if (places.Count > 0 || clause.Of<QuantityItem>().Any()) return null;
        if (clause.HasVerb(W.Hold, W.Refuse) && !isolates && !talks && !clause.HasVerb(W.Forbid)) return null;
        var classes = clause.Of<ClassItem>().SelectMany(c => c.Classes).Concat(traffic?.Classes ?? []).Distinct().ToList();
        if (clause.Has(W.Only) && clause.Items.Zip(clause.Items.Skip(1)).Any(p => p.First is FlagItem { Kind: W.Only } && p.Second is ClassItem) || (traffic is { Only: true, Classes.Count: > 0 }))
            throw new Puzzle("Letting only one protocol through cannot be said in one rule: a rule forbids the packets that it names. Which protocols or ports shall be blocked?", []);
        if (clause.Items.Any(i => i is UnknownItem)) return null;
        var negative = Negative(out _) || (isolates && !clause.Has(W.Not));
        if (isolates && clause.Of<VerbItem>().Any(v => v.Is(W.Forbid) && !v.Is(W.Isolate))) throw new Puzzle("That ends an isolation rather than asking for one. Do you want to withdraw an earlier intent?", []);
        if (isolates && clause.Has(W.Not)) throw new Puzzle("'Not isolated' asks for nothing to be forbidden. What shall be restricted?", []);
        if (traffic is not null && traffic.From is null && traffic.To is null && !talks && clause.TrafficTopic is null && !((traffic.Negated || clause.Has(W.Not)) && subjects.Count > 0)) return null;
        var only = OnlyPeers(negative);
        if (only is not null) Use(clause.Of<ClassItem>());
        if (only is not null) return Pairs(only.Value.A, only.Value.B, classes, oneWay: clause.HasVerb(W.Send) && !clause.Has(W.BothWays));
        if (!negative && !(traffic is { Negated: true }) && !clause.HasVerb(W.Forbid)) return talks && traffic is null ? throw Permission() : null;
        var (a, b, oneWay) = Sides(traffic);
        if (a is null || b is null) return null;
        Use(clause.Of<ClassItem>());
        Use(traffics.Take(1));
        if (clause.Has(W.BothWays)) oneWay = false;
        if (clause.Has(W.InitiateBack)) oneWay = true;
        return Pairs(a, b, classes, oneWay);
    }

    private static Puzzle Permission() =>
        new("Talking is allowed unless a rule forbids it, so there is nothing to add. Do you want to forbid something, or say which way the traffic takes?", []);

    // "only c may reach a"; "a may only be reached by c"; "a may only talk to c"
    private (SubjectSet A, SubjectSet B)? OnlyPeers(bool negative)
    {
        var named = subjects.Select(s => (Item: s, Set: Settle(s.Set))).ToList();
        if (named.Count > 2) return null;
        var only = named.FirstOrDefault(s => s.Set.Only);
        if (only.Set is null)
        {
            for (var i = 0; i < clause.Items.Count; i++)
            {
                if (clause.Items[i] is not FlagItem { Kind: W.Only }) continue;
                // "make c the only one that may talk to it": the one before.
                if (scan.IsAny(clause.Items[i].To, "one", "ones") && clause.Items.Take(i).OfType<SubjectItem>().LastOrDefault(s => !s.Set.IsPronoun) is { } sole)
                {
                    only = named.First(s => ReferenceEquals(s.Item, sole));
                    break;
                }

                // The next subject is the one allowed: "may only be reached by c", "talk only to c".
                var next = clause.Items.Skip(i + 1).OfType<SubjectItem>().FirstOrDefault();
                if (next is not null) only = named.First(s => ReferenceEquals(s.Item, next));
                else if (clause.Items.Take(i).OfType<SubjectItem>().LastOrDefault() is { Preposition.Length: > 0 } last) only = named.First(s => ReferenceEquals(s.Item, last));
            }
        }

        // "nothing except c may reach a", "no workload other than c may talk to a"
        if (only.Set is null && named.FirstOrDefault(s => s.Set.Negated && s.Set.Except.Count > 0) is { Set: { } none } && named.FirstOrDefault(s => !ReferenceEquals(s.Set, none)) is { Set: { } reached })
        {
            Use(subjects);
            return (none with { Except = [.. none.Except, .. reached.Terms] }, reached);
        }

        if (only.Set is null || (negative && !only.Set.Negated)) return null;
        var others = named.Where(s => !ReferenceEquals(s.Item, only.Item)).Select(s => s.Set).ToList();
        var bound = others.FirstOrDefault() ?? clause.Topic;
        if (bound is null) return null;
        Use(subjects);
        var rest = new SubjectSet([new SelectorTerm()], [.. only.Set.Terms, .. bound.Terms]);
        // "a may only send to c": from a to the others; "only c may send to a": from the others to a.
        var receives = only.Item.Preposition.Length == 0 && clause.Of<VerbItem>().FirstOrDefault() is { } verb && only.Item.From < verb.From;
        return receives || !clause.HasVerb(W.Send) ? (rest, bound) : (bound, rest);
    }

    private (SubjectSet? A, SubjectSet? B, bool OneWay) Sides(TrafficSet? traffic)
    {
        if (traffic is not null && (traffic.From is not null || traffic.To is not null))
        {
            var from = traffic.From is null ? null : Settle(traffic.From);
            var to = traffic.To is null ? null : Settle(traffic.To);
            var other = subjects.Select(s => Settle(s.Set)).FirstOrDefault();
            if ((from is null || to is null) && other is not null) Use(subjects.Take(1));
            if (traffic.Within && from is not null) return (from, from, false);
            if (from is not null && to is null && other is not null)
                return (from, other, DirectedEnd(traffic));
            if (to is not null && from is null && other is not null) return (other, to, DirectedEnd(traffic));
            if (from is not null && to is not null) return (from, to, traffic.Directed);
            // "block all traffic to patient-db": from everything else.
            var everything = new SubjectSet([new SelectorTerm()], (from ?? to)!.Terms);
            return from is null ? (everything, to, true) : (from, everything, DirectedAlone());
        }

        Use(subjects.Take(2));
        var sets = subjects.Select(s => (s.Preposition, Set: Settle(s.Set))).ToList();
        if (sets.Count == 0 && clause.Topic is { } only) sets.Add(("", only));
        var reached = sets.Count == 1 && clause.Of<VerbItem>().FirstOrDefault() is { } verb && subjects[0].From > verb.From && !subjects[0].Set.Only;
        if (sets.Count == 1 && (sets[0].Preposition.Length > 0 || reached) && clause.Topic is { } topic && !clause.HasVerb(W.Isolate)) sets.Insert(0, ("", topic));
        if (sets.Count == 0) return (null, null, false);
        if (sets.Count == 1)
        {
            var set = sets[0].Set;
            if (set.IsRest) return (null, null, false);
            // "a and b must not talk"; "isolate a" is from everything else.
            if (set.Terms.Count == 2 && set.Except.Count == 0) return (set with { Terms = [set.Terms[0]] }, set with { Terms = [set.Terms[1]] }, false);
            if (set.Terms.Count > 2 || (set.IsGroup && !clause.HasVerb(W.Isolate))) return (set, set, false);
            if (!clause.HasVerb(W.Isolate) || set.Negated) return (null, null, false);
            result.Assume("Isolating it is read as from everything else.");
            return (set, new SubjectSet([new SelectorTerm()], set.Terms), false);
        }

        var a = sets[0].Set;
        var b = sets[1].Set;
        if (b.IsRest || b.Terms is [{ Name: null, Labels: null, Namespace: null }]) b = b with { Except = [.. b.Except, .. a.Terms] };
        if (a.Terms is [{ Name: null, Labels: null, Namespace: null }]) a = a with { Except = [.. a.Except, .. b.Terms] };
        var passive = sets[1].Preposition is "by";
        var sends = clause.HasVerb(W.Send) && !clause.HasVerb(W.Isolate);
        var receives = clause.HasVerb(W.Receive) && !sends;
        if (passive && sends) return (b, a, true);
        if (sends && sets[1].Preposition is "from") return (b, a, true);
        return receives ? (b, a, true) : (a, b, sends);
    }

    private bool DirectedAlone()
    {
        var item = traffics[0];
        return Enumerable.Range(item.From, item.To - item.From).Any(i => scan.IsAny(i, "from", "leaving", "outgoing", "outbound"));
    }

    private List<Rule> Pairs(SubjectSet a, SubjectSet b, List<TrafficClass> classes, bool oneWay)
    {
        var left = Select(a);
        var right = Select(b);
        if (left.Of(site).Count == 1 && right.Of(site).Count == 1 && left.Of(site)[0].Name == right.Of(site)[0].Name)
            throw new Puzzle($"{left.Of(site)[0].Name} is on both sides. Who shall it not talk to?", SubjectChoices());
        if (classes.Count == 0) return [new IsolationRule { A = left, B = right, OneWay = oneWay }];
        return [.. classes.Select(c => new IsolationRule { A = left, B = right, Traffic = c, OneWay = oneWay })];
    }
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Frames;

internal sealed partial class ClauseReader
{
    // Traffic between a and b must avoid s3; packets go through s1 then s2; patient data never crosses US-run switches.
    private IReadOnlyList<Rule>? ReadPath()
    {
        var bound = clause.Of<QuantityItem>().Where(q => q.Unit is QuantityUnit.Milliseconds or QuantityUnit.Hops or QuantityUnit.Switches).ToList();
        var subject = subjects.Count > 0 ? MainSubject() : null;
        var travels = clause.HasVerb(W.Travel) || clause.HasVerb(W.Comm, W.Send);
        var fabric = places.Any(p => p.Place.Implied is Elements.Switches or Elements.Links || p.Place.Names(Elements.Switches) || p.Place.Names(Elements.Links)
            || (p.Place.Implied & Elements.Nodes) == 0 && (p.Place.Implied & (Elements.Switches | Elements.Links)) != 0);
        var traffic = traffics.Count > 0 ? traffics[0].Set : subjects.Count == 0 || subjects.All(s => s.Set.IsPronoun) ? clause.TrafficTopic : null;
        // "between these two ... nothing unencrypted": nothing of the traffic spoken of.
        if (traffic is null && clause.TrafficTopic is not null && subjects is [{ Set: { Negated: true, Only: false, Terms: [{ Name: null, Labels: null, Namespace: null }] } } nothing] && (fabric || bound.Count > 0))
        {
            Use(nothing);
            traffic = clause.TrafficTopic;
        }

        if (traffic is null && !travels && !fabric && bound.Count == 0) return null;
        if (traffic is null && bound.Count == 0 && places.Count == 0) return null;
        if (traffic is null && places.Count > 0 && !fabric && (clause.HasVerb(W.Locate) || clause.HasVerb(W.Move, W.Enter)) && !clause.HasVerb(W.Travel)) return null;
        if (traffic is null && subject is null && clause.Topic is null) return null;
        // "seat-db must never be on r-mil", a switch: nothing runs there.
        if (traffic is null && (clause.HasVerb(W.Locate) || !clause.Verbs.Any()) && !clause.HasVerb(W.Travel, W.Comm, W.Send) && places.FirstOrDefault(p => p.Preposition is "on" or "in" or "at" && !p.Away && p.Place.Condition is NameCond { Kind: Elements.Switches }) is { } device)
            throw new Puzzle($"'{scan.Raw(device.From, device.To)}' names a switch, and nothing runs on one. Is its traffic meant, or which node?", []);
        // "triage must not touch edge-2": nodes are not passed, they hold.
        if (traffic is null && bound.Count == 0 && Negative(out _) && subject is { Aspect: not Aspect.Transfers } && places.All(p => p.Place.Condition is not null && p.Place.Implied == Elements.Nodes)) return null;
        // "handled by US-run hosts": nodes handle, they are not passed.
        if (traffic is null && bound.Count == 0 && places.All(p => p.Place.Kind == Elements.Nodes) && clause.Of<VerbItem>().Any(v => v.Text is "handled" or "processed" or "handle" or "touch" or "touched")) return null;
        // "transfers between them" of one service
        if (traffics.Count > 0 && traffic is { Within: true, From: { } inner } && Settle(inner) is var own && IsServiceOnly(own) && own.ToSelector().Of(site).Count == 1 && places.Count > 0)
        {
            Use(traffics);
            return [new ServiceRule { Services = ServicesOf(own), Transfers = Conditions(Negative(out _) != clause.HasVerb(W.Avoid)) ?? throw Unclear() }];
        }

        // "the stages hand nothing to each other over US switches": what moves between them.
        if (subject is { Aspect: Aspect.Stages } or { AllParts: true } && traffics.Count == 0 && fabric) subject = subject with { Aspect = Aspect.Transfers, AllParts = false };
        // "for triage": a service's own transfers
        if ((subject ?? clause.Topic) is { Aspect: Aspect.Transfers } transfers && traffics.Count == 0)
            return places.Count == 0 ? null : [new ServiceRule { Services = ServicesOf(transfers), Transfers = Conditions(Negative(out _)) ?? throw Unclear() }];
        if (traffics.Count > 1) return null;
        Use(traffics);
        Use(bound);
        Use(clause.Of<ClassItem>());
        var (from, to) = Ends(traffic, subject);
        // "between the pair" speaks of two; with one in mind, "it and everything else" is another rule.
        if (to == Selector.Everything && SpeaksOfTwo() && from.Of(site) is [{ } only]) throw new Puzzle($"Between whom? It is not clear who besides {only.Name} is meant.", SubjectChoices());
        var classes = clause.Of<ClassItem>().SelectMany(c => c.Classes).Concat(traffic?.Classes ?? []).Distinct().ToList();
        var rule = new PathRule { From = from, To = to };
        var negative = Negative(out var leaves);
        if (leaves) negative = !negative;
        if (clause.HasVerb(W.Avoid)) negative = negative ? Flip(negative, "avoid") : true;
        if (clause.HasVerb(W.Forbid, W.Refuse, W.Isolate) && !negative) negative = true;
        if (places.Count > 0)
        {
            var through = Waypoints(negative);
            rule = rule with { Through = through };
            if (Conditions(negative) is { } condition) rule = rule with { Condition = condition };
            else if (through.Count == 0) return null;
        }

        foreach (var quantity in bound) rule = Bounded(rule, quantity, traffic, negative && places.Count == 0);
        if (rule.Through.Count == 0 && rule.Condition == new PathCondition() && bound.Count == 0) return null;
        // One subject at both ends: a service's own transfers; a workload has none.
        if (rule.From.Of(site) is [{ } alone] && rule.To.Of(site) is [{ } same] && alone.Name == same.Name)
        {
            if (alone is Service && rule.Through.Count == 0 && rule.MaxLatencyMs is null && rule.MaxHops is null && classes.Count == 0) return [new ServiceRule { Services = rule.From, Transfers = rule.Condition }];
            throw new Puzzle($"Between whom? Only {alone.Name} is named.", SubjectChoices());
        }

        List<PathRule> rules = [rule, .. (traffics.Count > 0 ? traffics[0].Set.More : []).Select(m => rule with { From = Select(Settle(m.From!)), To = Select(Settle(m.To!)) })];
        return classes.Count == 0 ? [.. rules] : [.. rules.SelectMany(r => classes.Select(c => r with { Traffic = c }))];
    }

    private PathRule Bounded(PathRule rule, QuantityItem quantity, TrafficSet? traffic, bool negative)
    {
        if (clause.Of<PercentileItem>().Any()) throw new Puzzle("A way has one latency, the sum of its links, and no percentile. Please say the bound without it.", []);
        var bound = quantity.Bound;
        if (negative) bound = bound == Bound.AtLeast ? Bound.AtMost : bound == Bound.AtMost ? (clause.Of<VerbItem>().Any(v => v.Text.StartsWith("exceed", StringComparison.Ordinal)) ? Bound.AtMost : Bound.AtMost) : Bound.Unsaid;
        if (bound == Bound.AtLeast) throw new Puzzle("A way can be bounded from above only: at most so many ms or hops. What is the bound?", []);
        if (quantity.Value <= 0) throw new Puzzle($"'{scan.Raw(quantity.From, quantity.To)}' is not a bound that a way can keep.", []);
        if (quantity.Unit is QuantityUnit.Hops or QuantityUnit.Switches)
        {
            if (quantity.Value != Math.Floor(quantity.Value)) throw new Puzzle($"'{scan.Raw(quantity.From, quantity.To)}' is not a whole number of hops.", []);
            // "fewer than 3 hops" excludes 3.
            var strict = Enumerable.Range(quantity.From, quantity.To - quantity.From).Any(i => scan.IsAny(i, "fewer", "less", "under", "below", "<") && !scan.IsAny(i - 1, "or", "no", "not"));
            return rule with { MaxHops = (int)quantity.Value - (strict ? 1 : 0) - (quantity.Unit == QuantityUnit.Switches ? 1 : 0) };
        }

        var limit = quantity.Value;
        if (traffic?.Measure == Measure.RoundTrip || Enumerable.Range(clause.Items[0].From, clause.Items[^1].To - clause.Items[0].From).Any(i => scan.Is(i, W.RoundTrip)))
        {
            limit /= 2;
            result.Assume("A round trip goes the same way back, so half of it is the bound one way.");
        }

        return rule with { MaxLatencyMs = limit };
    }

    // Switches to pass: "through s1 and then s2", "via a trusted switch".
    private List<LabelExpression> Waypoints(bool negative)
    {
        var through = new List<LabelExpression>();
        if (negative) return through;
        foreach (var item in places.ToList())
        {
            if (item.Away || item.Place.Condition is not { } cond) continue;
            var passes = (!clause.Verbs.Any() && item.Preposition.Length == 0 && cond is NameCond { Kind: Elements.Switches } && !clause.Has(W.Only)) || item.Preposition is "through" or "via" or "over" or "across" or "by" or "past" or "to" or "at" || PassVerb(item);
            if (!passes || IsOnly(item)) continue;
            if (cond is NameCond { Kind: Elements.Switches, Alternatives: true } either) through.Add(LabelExpression.In(LabelKeys.Name, either.Names));
            else if (cond is NameCond { Kind: Elements.Switches } named) through.AddRange(named.Names.Select(n => LabelExpression.In(LabelKeys.Name, n)));
            else if (cond is NameCond { Kind: Elements.Links })
            {
                throw new Puzzle("Waypoints are switches. Which switches must be passed, in which order?", [.. site.Switches.Select(s => s.Name).Take(4)]);
            }
            else if (item.Place.Singular && item.Place.Kind == Elements.Switches) through.Add(resolver.Resolve(cond, Elements.Switches, false));
            else if (item.Place.Kind == Elements.None && CondFold.TerritoriesOf(cond).Any() && item.Preposition is "through" or "via" || (item.Preposition.Length == 0 && item.Place.Kind == Elements.None && cond is GeoCond && clause.Of<VerbItem>().Any(v => Enumerable.Range(v.From, v.To - v.From).Any(i => scan.IsAny(i, "through", "via")))))
            {
                throw new Puzzle("Must the traffic pass there on its way, or must all of its way be there? Please name the switches to pass, or say 'only through'.", ["only within " + CondFold.TerritoriesOf(cond).First().Name]);
            }
            else continue;
            Use(item);
            places.Remove(item);
        }

        return through;
    }

    private bool PassVerb(PlaceItem item)
    {
        var before = clause.Items.LastOrDefault(i => i.To <= item.From && i is VerbItem) as VerbItem;
        return before is not null && (before.Is(W.Travel) || before.Is(W.Use)) && item.Preposition.Length == 0;
    }

    private bool IsOnly(PlaceItem item) =>
        clause.Has(W.Only) || Enumerable.Range(item.From, item.To - item.From).Any(i => scan.IsAny(i, "only", "exclusively", "solely"));

    private PathCondition? Conditions(bool negative)
    {
        PathCondition? all = null;
        var links = Enumerable.Range(clause.Items[0].From, clause.Items[^1].To - clause.Items[0].From).Any(i => scan.Is(i, W.LinkNoun));
        foreach (var item in places)
        {
            if (item.Place.Condition is null) continue;
            Use(item);
            var condition = resolver.Path(item.Place, negative != IsAway(item), links && item.Place.Kind.HasFlag(Elements.Links));
            all = all is null ? condition : Resolver.Merge(all, condition);
        }

        return all;
    }

    /// <summary>Who is at the two ends.</summary>
    private bool SpeaksOfTwo() => Enumerable.Range(clause.Items[0].From, clause.Items[^1].To - clause.Items[0].From)
        .Any(i => scan.Is(i, "between") && Enumerable.Range(i + 1, 3).Any(k => scan.IsAny(k, "pair", "two", "both", "them", "these", "those")));

    private (Selector From, Selector To) Ends(TrafficSet? traffic, SubjectSet? subject)
    {
        if (traffic is { From: null, To: null })
        {
            // "its traffic" was read as an owner; bare "traffic" is that of the topic, else all.
            if (subject is not null && subjects.Count > 0)
            {
                Use(subjects.Take(2));
                return Peers(subject, subjects.Skip(1).Select(s => Settle(s.Set)).FirstOrDefault());
            }

            if (clause.TrafficTopic is { From: not null } or { To: not null }) return Ends(clause.TrafficTopic! with { }, null);
            if (clause.Topic is { } topic) return Peers(topic, null);
            return (Selector.Everything, Selector.Everything);
        }

        if (traffic is not null)
        {
            if (traffic.From is { IsPronoun: true } && clause.Topic is null && clause.TrafficTopic is { } earlier) return Ends(earlier, null);
            var from = traffic.From is null ? null : Settle(traffic.From);
            var to = traffic.To is null ? null : Settle(traffic.To);
            // "a's packets to b", with b outside the phrase
            if (to is null && from is not null && subjects.FirstOrDefault(s => s.Preposition is "to" or "with" or "from" or "") is { } other)
            {
                Use(other);
                to = Settle(other.Set);
            }
            else if (from is null && to is not null && subjects.FirstOrDefault(s => s.Preposition.Length == 0) is { } self)
            {
                Use(self);
                from = Settle(self.Set);
            }
            else if (from is null && to is not null && clause.Topic is { } topic && (traffic.Measure != Measure.None || clause.HasHeader)) from = topic;
            if (traffic.Within && from is not null) return Peers(from, null);
            if (from is not null && to is not null) return (Select(from), Select(Rest(to, from)));
            return Peers((from ?? to)!, null, literal: DirectedEnd(traffic));
        }

        // "... and reach b within 20 ms": the one before reaches, the one after is reached.
        if (subject is not null && clause.Topic is { } who && subjects.Count == 1 && clause.HasVerb(W.Comm, W.Send, W.Receive) && clause.Of<VerbItem>().Any() && subjects[0].From > clause.Of<VerbItem>().First().From && !subjects[0].Set.IsPronoun)
            return Peers(who, subject);
        var other2 = subjects.FirstOrDefault(s => !used.Contains(s) && s.Preposition is "to" or "with" or "from" or "and" or "by" or "");
        Use(other2);
        var peer = other2 is null ? null : Settle(other2.Set);
        return Peers(subject ?? clause.Topic!, peer);
    }

    private bool DirectedEnd(TrafficSet traffic)
    {
        if (traffics.Count == 0) return false;
        var item = traffics[0];
        _ = traffic;
        return Enumerable.Range(item.From, item.To - item.From).Any(i => scan.IsAny(i, "from", "to", "leaving", "entering", "into", "outgoing", "incoming", "outbound", "inbound"));
    }

    private static SubjectSet Rest(SubjectSet set, SubjectSet other) =>
        set.IsRest ? set with { Except = [.. set.Except, .. other.Terms] } : set;

    // A group's traffic is that among its members; a single subject's is that with every other one.
    private (Selector From, Selector To) Peers(SubjectSet set, SubjectSet? peer, bool literal = false)
    {
        var from = Select(set);
        if (peer is not null) return (from, Select(Rest(peer, set)));
        if (set is { Terms.Count: 2, IsGroup: false, Except.Count: 0 } && !literal) return (Select(set with { Terms = [set.Terms[0]] }), Select(set with { Terms = [set.Terms[1]] }));
        if (from.Of(site).Count > 1 && !literal) return (from, from);
        return (from, Selector.Everything);
    }
}

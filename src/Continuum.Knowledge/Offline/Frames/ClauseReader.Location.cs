using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Frames;

internal sealed partial class ClauseReader
{
    // Move triage off edge-2; drain edge-2; move the database from a to b.
    private IReadOnlyList<Rule>? ReadMove()
    {
        if (!clause.HasVerb(W.Move) || places.Count == 0) return null;
        return Moved();
    }

    // "take edge-2 out of triage", "from triage, take edge-2 away"
    private List<Rule>? ReadTakeOut()
    {
        if (places.Count == 0) return null;
        // "take edge-2 out of triage", "remove edge-2 from triage"
        if (subjects.FirstOrDefault(s => s.Preposition is "out" or "from" or "off" or "away") is { } parted && places.All(p => p.Preposition.Length == 0 && !p.Away) && clause.HasVerb(W.Move, W.Travel, W.Forbid, W.Leave, W.Locate, W.Avoid, W.Use))
        {
            if (Negative(out _)) throw new Puzzle("It is not clear whether that node must hold it or must not. Please say one of the two.", []);
            Use(parted);
            if (places.Any(p => p.Place.Implied is Elements.Switches or Elements.Links) || PlaceCondition(places) is not { } cond) return null;
            return Place(Settle(parted.Set), cond, negative: true);
        }

        return null;
    }

    private List<Rule>? Moved()
    {
        var negative = Negative(out _);
        Cond? all = null;
        Standing(MainSubject());
        foreach (var place in places)
        {
            if (place.Place.Condition is not { } cond) return null;
            var away = place.Away || place.Preposition == "from" || (place.Preposition.Length == 0 && Empties());
            Use(place);
            all = CondFold.And(all, away ? new NotCond(cond) : cond);
        }

        var subject = Standing(MainSubject()) ?? (Empties() ? new SubjectSet([new SelectorTerm()], []) : null);
        if (subject is null) return null;
        if (negative && places.Any(p => p.Away || p.Preposition == "from"))
        {
            // "must not be moved off edge-2" pins it there.
            negative = true;
        }

        return Place(subject, all!, negative);
    }

    // "workloads on ash-1 must move to Germany", "everything running in the US": those that stand there now.
    private SubjectSet? Standing(SubjectSet? subject)
    {
        if (standing is not null) return standing;
        var item = subjects.FirstOrDefault(s => s.Preposition.Length == 0 && !s.Set.IsPronoun);
        if (subject is null || item is null || !item.Set.IsGroup || places.Count < 2) return subject;
        var at = clause.Items.IndexOf(item);
        if (at > 0 && clause.Items[at - 1] is PlaceItem { Preposition.Length: 0 } before && before.To == item.From && before.Place.Kind == Elements.None)
            throw new Puzzle($"Which workloads are '{scan.Raw(before.From, item.To)}'? Please name them, or a label that they carry.", SubjectChoices());
        var next = at + 1;
        while (next < clause.Items.Count && (clause.Items[next] is FillerItem || (clause.Items[next] is VerbItem v && v.Is(W.Locate) && (v.Text.EndsWith("ing", StringComparison.Ordinal) || v.Text.EndsWith("ed", StringComparison.Ordinal) || scan.IsAny(v.From - 1, "that", "which"))))) next++;
        if (next >= clause.Items.Count || clause.Items[next] is not PlaceItem { Preposition: "on" or "in" or "at" or "within" or "inside", Away: false } place || place.Place.Condition is not { } here) return subject;
        if (!clause.Items.Skip(next + 1).Any(i => i is FlagItem { Kind: W.Modal or W.Be } or VerbItem) || !clause.Items.Skip(next + 1).Any(i => i is PlaceItem)) return subject;
        if (place.Place.Implied is Elements.Switches or Elements.Links) return subject;
        var test = resolver.Resolve(here, Elements.Nodes, negated: false);
        string[] found = [.. Select(subject).Of(site).Where(s => s.StandsOn.Any(n => site.FindNode(n) is { } node && test.Admits(node))).Select(s => s.Name)];
        if (found.Length == 0) throw new Puzzle($"Nothing of that stands on nodes with {Words.ExpressionWords.Of(test)} now. Who is meant?", SubjectChoices());
        Use(place);
        places.Remove(place);
        result.Assume($"Those that stand there now are meant: {string.Join(", ", found)}.");
        return standing = subject with { Terms = [.. found.Select(n => new SelectorTerm { Name = n })], Except = [] };
    }

    private SubjectSet? standing;

    private bool Empties() => clause.Of<VerbItem>().Any(v => v.Text is "drain" or "drains" or "evacuate" or "vacate" or "empty" or "clear" or "draining" or "evacuating" or "drained" or "free" or "decommission" or "retire" or "flush" or "evacuated" or "emptied" or "cleared");

    // Keep patient-db in Germany; no patient data on US nodes; triage needs a GPU; only billing may run on edge-1.
    private IReadOnlyList<Rule>? ReadLocation()
    {
        if (clause.HasVerb(W.StayPut) && MainSubject() is { } still) return Pin(still);
        if (places.Count == 0) return null;
        if (places.Any(p => p.Place.Implied is Elements.Switches or Elements.Links)) return null;
        var subject = Standing(MainSubject());
        var negative = Negative(out var leaves);
        if (leaves && places.Count > 1 && places.FirstOrDefault(p => p.Preposition is "for" or "to" or "into" or "towards") is { } goal)
            throw new Puzzle($"Must it leave, and then be {scan.Raw(goal.From, goal.To)}? Please say where it must be in a sentence of its own.", []);
        if (leaves) negative = !negative;
        if (clause.HasVerb(W.Avoid)) negative = Flip(negative, "avoid");
        if (subject is null && negative && clause.HasVerb(W.Use, W.Locate, W.Avoid) && clause.HasHeader is false && clause.TrafficTopic is null)
            throw new Puzzle("Who is that about? Please name the workloads, the service or the data.", ["everything", .. SubjectChoices()]) { Template = "for" };
        if (subject is null) return null;
        if (clause.HasVerb(W.PreferVerb) && places.Count > 1) return Prefer(subject);
        var cond = PlaceCondition(places);
        if (cond is null) return null;
        var both = BindsTransit(subject) && clause.HasVerb(W.Leave, W.Enter, W.Avoid) && !clause.HasVerb(W.Use) && places.All(p => p.Place.Kind == Elements.None) && CondFold.TerritoriesOf(cond).Any();
        // "only billing may run on edge-1" binds all others.
        if (subject.Only || (subject.Negated && clause.Of<SubjectItem>().Any(s => s.Set.Only)))
        {
            if (negative && !subject.Negated) throw new Puzzle("'Only' and 'not' together can be read in two ways. Please say who may not be where.", []);
            var first = clause.Items.FirstOrDefault(i => i is SubjectItem or PlaceItem);
            if (first is SubjectItem || subject.Negated)
            {
                var others = new SubjectSet([new SelectorTerm()], subject.Terms);
                result.Assume($"'Only' keeps all others away; it does not bind {Words.SelectorWords.Of(subject.ToSelector())}.");
                return Place(others, cond, negative: true);
            }
        }

        // "except the backups, which may be kept in France as well": the places before, and this one.
        if (exemptMay && clause.Items.Any(i => i is FillerItem && scan.IsAny(i.From, "also", "too", "as", "additionally")) && result.Rules.LastOrDefault() is PlacementRule { Nodes: { } wide } before)
        {
            var here = resolver.Resolve(cond, Elements.Nodes, negative);
            return [before with { Subjects = Select(subject), Nodes = wide is LabelTest { Op: LabelOperator.In } w && here is LabelTest { Op: LabelOperator.In } h && w.Key == h.Key ? LabelExpression.In(w.Key, w.Values.Concat(h.Values).Distinct(StringComparer.Ordinal)) : new AnyOf([wide, here]) }];
        }

        subject = Exempt(subject);
        List<Rule> rules = [.. Place(subject, cond, negative)];
        if (both && Select(subject) is var selector && selector.Of(site).Count > 1)
        {
            result.Assume("Leaving or entering a country is read of data at rest and in transit between the subjects.");
            rules.Add(new PathRule { From = selector, To = selector, Condition = resolver.Path(new Place(cond, Elements.None, false), negative, false) });
        }

        return rules;
    }

    // "in Germany, except the backups": those named after the exception are not bound.
    private SubjectSet Exempt(SubjectSet subject)
    {
        for (var i = 0; i + 1 < clause.Items.Count; i++)
        {
            if (clause.Items[i] is not FlagItem { Kind: W.Except }) continue;
            if (clause.Items.Skip(i + 1).FirstOrDefault(x => x is not FillerItem) is not SubjectItem { Set: { IsPronoun: false } set } item) continue;
            Use(item, clause.Items[i]);
            subject = subject with { Except = [.. subject.Except, .. set.Terms] };
        }

        return subject;
    }

    private static bool BindsTransit(SubjectSet set) => set.IsGroup && set.Terms.Any(t => t.Labels is not null);

    private bool Flip(bool negative, string verb) =>
        negative ? throw new Puzzle($"'Must not {verb}' can be read in two ways. Please say where it must be, or where it must not.", []) : true;

    private List<Rule> Place(SubjectSet subject, Cond cond, bool negative)
    {
        if (subject.Alternatives && !negative && !clause.Has(W.Not)) throw new Puzzle("'Or' between them leaves open which one is bound. Are both meant?", [Words.SelectorWords.Of(subject.ToSelector())]);
        if (subject.Counted) throw new Puzzle("Rules place all replicas of a workload alike. Is every one of them meant?", []);
        if (subject.Aspect == Aspect.Transfers)
            return [new ServiceRule { Services = ServicesOf(subject), Transfers = resolver.Path(new Place(cond, Elements.None, false), negative, false) }];
        // Encryption is a property of links: "must be encrypted" said of a workload is about its traffic.
        var nodes = resolver.Resolve(cond, Elements.Nodes, negative);
        if (nodes.Tests().Any(t => t.Key == LabelKeys.Encrypted)) throw new Puzzle("Encryption is asked of links. Whose traffic must be encrypted, between whom?", []);
        if (IsServiceOnly(subject))
        {
            return
            [
                new ServiceRule
                {
                    Services = ServicesOf(subject),
                    Nodes = nodes,
                    Parts = subject.Aspect switch { Aspect.Head => ServiceParts.Head, Aspect.Stages => ServiceParts.Stages, _ => ServiceParts.All },
                },
            ];
        }

        return [new PlacementRule { Subjects = Select(subject), Nodes = nodes }];
    }

    private Selector ServicesOf(SubjectSet subject)
    {
        var selector = Select(subject);
        if (!selector.Of(site).OfType<Service>().Any())
            throw new Puzzle($"{Words.SelectorWords.Of(selector)} is not an LLM service, so it has no head, stages or transfers. Which service is meant?", [.. site.Services.Select(s => s.Name)]);
        return selector;
    }

    // prefer cloud over edge
    private List<Rule> Prefer(SubjectSet subject)
    {
        var wanted = places.FirstOrDefault(p => p.Preposition is not "over" and not "than" && !p.Away)?.Place.Condition;
        Use(places);
        return wanted is null ? [] : Place(subject, wanted, negative: false);
    }

    private List<Rule> Pin(SubjectSet subject)
    {
        var rules = new List<Rule>();
        foreach (var who in Select(subject).Of(site))
        {
            if (who.StandsOn.Count == 0) throw new Puzzle($"{who.Name} stands nowhere yet. Where shall it be?", PlaceChoices());
            var cond = LabelExpression.In(LabelKeys.Name, who.StandsOn);
            rules.Add(who is Service ? new ServiceRule { Services = Selector.ByName(who.Name), Nodes = cond } : new PlacementRule { Subjects = Selector.ByName(who.Name), Nodes = cond });
        }

        return rules;
    }
}

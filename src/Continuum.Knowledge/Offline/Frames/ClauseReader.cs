using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Reads one clause as rules. Which frame fits is decided by its verbs and by what it speaks of.</summary>
internal sealed partial class ClauseReader(Scan scan, Site site, Resolver resolver, FrameResult result, DateTimeOffset now)
{
    /// <summary>Priority of a preference that the text does not rank.</summary>
    public const int Preference = 50;

    private Clause clause = null!;
    private bool exemptMay;
    private List<SubjectItem> subjects = [];
    private List<PlaceItem> places = [];
    private List<TrafficItem> traffics = [];
    private readonly HashSet<Item> used = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds the clause's rules to the result.</summary>
    /// <exception cref="Puzzle">It is not understood.</exception>
    public void Read(Clause read)
    {
        clause = read;
        used.Clear();
        exemptMay = false;
        standing = null;
        subjects = [.. read.Of<SubjectItem>()];
        places = [.. read.Of<PlaceItem>()];
        traffics = Joined([.. read.Of<TrafficItem>()]);
        DropExpletive();
        Leftovers.Check(scan, site, read, result);
        RefusePermissions();
        RefuseReleases();
        var rules = Frame() ?? throw Unclear();
        DemandAllUsed();
        foreach (var rule in rules) result.Rules.Add(Dress(rule));
    }

    private bool Ignored(SubjectItem item)
    {
        Use(item);
        return true;
    }

    // "it must take a less than 10 ms to reach b": "it" is nobody.
    private void DropExpletive()
    {
        // "a and b exchange data within 10 ms": what is exchanged is nobody.
        if (traffics is [{ Set: { From: null, To: null } } exchange] && subjects.Count > 1) subjects.RemoveAll(s => s.From == exchange.To && s.To - s.From == 1 && scan.IsAny(s.From, "data", "information") && Ignored(s));
        if (subjects.Count + traffics.Count < 2 || subjects.FirstOrDefault() is not { Set.IsPronoun: true } it || !scan.Is(it.To - 1, "it") || it.To - it.From != 1) return;
        if (clause.Of<VerbItem>().Any(v => v.Text is "take" or "takes" && v.From >= it.To) && clause.Of<QuantityItem>().Any()) subjects.Remove(it);
    }

    private IReadOnlyList<Rule>? Frame() =>
        ReadIllegal() ?? ReadObjectives() ?? ReadArrangement() ?? ReadTakeOut() ?? ReadIsolation() ?? ReadPath() ?? ReadMove() ?? ReadLocation();

    // "no packet may pass between a and b": the noun and its ends stand apart.
    private List<TrafficItem> Joined(List<TrafficItem> found)
    {
        // "shall exchange no packets": a verb that is also a noun.
        if (found is [{ Set: { From: null, To: null } verb }, { Set: { From: null, To: null } thing }])
        {
            Use(found);
            return [found[1] with { Set = thing with { Negated = verb.Negated || thing.Negated, Classes = [.. verb.Classes.Concat(thing.Classes)] } }];
        }

        if (found.Count != 2 || found[0].Set is not { From: null, To: null } noun || found[1].Set is { From: null, To: null }) return found;
        Use(found);
        var both = found[1].Set;
        return [new TrafficItem(found[0].From, found[1].To, both with { Negated = noun.Negated || both.Negated, Only = noun.Only || both.Only, Classes = [.. noun.Classes.Concat(both.Classes)], Measure = noun.Measure == Measure.None ? both.Measure : noun.Measure })];
    }

    // Fail-closed: every name, place and figure of the clause must have found its way into a rule.
    private void DemandAllUsed()
    {
        foreach (var item in clause.Items)
        {
            if (used.Contains(item)) continue;
            if (item is FlagItem { Kind: W.Except } except)
                throw new Puzzle($"It is not clear what '{scan.Raw(except.From, clause.Items[^1].To)}' is an exception to. Please say it directly behind what it is taken from.", []);
            var counts = item is SubjectItem { Set.IsPronoun: false } or TrafficItem or PlaceItem { Place.Condition: not null } or QuantityItem or ClassItem or DomainItem or MetricItem { Metric: not ObjectiveMetric.E2E } or IllegalItem;
            if (!counts) continue;
            throw new Puzzle($"It is not clear what '{scan.Raw(item.From, item.To)}' does in '{scan.Raw(clause.Items[0].From, clause.Items[^1].To)}'. Please state each rule in a sentence of its own.", []);
        }
    }

    private void Use(params IEnumerable<Item?> items)
    {
        foreach (var item in items)
        {
            if (item is not null) used.Add(item);
        }
    }

    private Rule Dress(Rule rule)
    {
        var validity = clause.Of<WindowItem>().Select(w => w.Validity).FirstOrDefault() ?? clause.Window;
        if (validity is { From: null, Until: null }) validity = null;
        if (validity is { From: { } from, Until: { } until } && from >= until)
            throw new Puzzle("The window ends before it begins. From when until when shall the rule hold?", []);
        if (validity?.Until is { } end && end <= now) throw new Puzzle("That window is over already. Until when shall the rule hold?", []);
        var priority = clause.IsPreferred ? Preference : rule.PreferredPriority;
        return rule with { Validity = validity, PreferredPriority = priority };
    }

    // "may also run in France" asks for more, not less: no rule can say that.
    private void RefusePermissions()
    {
        var permits = clause.Of<VerbItem>().Any(v => v.Is(W.Allow) || v.Is(W.Allowed)) || clause.Items.Any(i => i is FlagItem { Kind: W.Modal } && scan.IsAny(i.From, "may", "can", "could", "might"));
        var let = clause.Of<VerbItem>().FirstOrDefault(v => v.Is(W.Allow)) is { Text: "let" or "lets" } && traffics.Count > 0 && places.Count > 0 && !clause.Items.Any(i => i is FillerItem && scan.IsAny(i.From, "also", "too", "again", "well"));
        if (clause.Of<VerbItem>().Any(v => v.Is(W.Allow)) && !let && !clause.Has(W.Only) && !subjects.Any(s => s.Set.Only) && !Negative(out _)) throw Widening();
        if (!permits || Negative(out _) || clause.Has(W.Only) || clause.Has(W.Neg) || subjects.Any(s => s.Set.Only || s.Set.Negated) || traffics.Any(t => t.Set.Only || t.Set.Negated) || clause.Has(W.Prefer)) return;
        if (clause.Of<QuantityItem>().Any()) return;
        // "may run in Germany or France" names where it may be, so nowhere else; with "also" it widens.
        if (clause.IsExempted && places.Count > 0)
        {
            exemptMay = true;
            return;
        }

        var widens = clause.Items.Any(i => i is FillerItem && scan.IsAny(i.From, "also", "too", "again", "well"));
        if (!widens && (clause.HasVerb(W.Locate, W.Travel, W.Use) || clause.Has(W.Be)) && places.Count > 0 && places.All(p => !p.Away) && !clause.HasVerb(W.Leave, W.Enter))
        {
            result.Assume("What is allowed is read as all that is allowed: nowhere else.");
            return;
        }

        if (clause.HasVerb(W.Spread, W.Colocate, W.Separate)) return;
        throw Widening();
    }

    private static Puzzle Widening() =>
        new("That allows something, but rules only forbid or require: what no rule forbids is allowed. Do you want to restrict something, or to withdraw an earlier rule?", []);

    // "need not stay", "no longer has to": the end of a duty is no prohibition.
    private void RefuseReleases()
    {
        for (var i = 0; i < clause.Items.Count; i++)
        {
            if (clause.Items[i] is not FlagItem { Kind: W.Not } not) continue;
            var next = clause.Items.Skip(i + 1).FirstOrDefault(x => x is not FillerItem);
            var freed = (next is FlagItem { Kind: W.Modal } && scan.IsAny(next.From, "have", "has", "need", "needs", "had")) || (next is VerbItem need && need.Is(W.Need) && !need.Text.StartsWith("want", StringComparison.Ordinal))
                || (next is not null && scan.IsAny(next.From, "required", "obliged", "necessarily", "necessary", "bound", "restricted", "confined", "limited", "tied", "pinned") && not.To <= next.From && (scan.Is(not.From, "no") || scan.IsAny(next.From, "required", "obliged", "necessarily", "necessary")))
                || scan.IsAny(not.From - 1, "need", "needs");
            // "a GPU is not needed" frees as well; "is not limited to Germany" too.
            if (freed || (next is VerbItem limited && scan.IsAny(limited.From, "restricted", "confined", "limited", "bound", "tied", "pinned") && clause.Has(W.Be)))
                throw new Puzzle("That ends a duty; it forbids nothing. Do you want to withdraw or amend an earlier intent? Please do that there, or say what must hold.", []);
        }
    }

    /// <summary>Whether the clause as a whole forbids.</summary>
    private bool Negative(out bool leaves)
    {
        leaves = clause.HasVerb(W.Leave) && !clause.HasVerb(W.Locate);
        var count = clause.Count(W.Not) + clause.Count(W.Neg) + (subjects.Any(s => s.Set.Negated) ? 1 : 0) + (traffics.Any(t => t.Set.Negated) ? 1 : 0);
        if (clause.Of<VerbItem>().Any(v => v.Is(W.Forbid)) && !clause.HasVerb(W.Isolate)) count++;
        if (clause.Has(W.Not) && clause.Has(W.Only) && clause.Items.Zip(clause.Items.Skip(1)).Any(p => p.First is FlagItem { Kind: W.Not } && p.Second is FlagItem { Kind: W.Only }))
            throw new Puzzle("'Not only' leaves open what is required. Please say where it must be, or where it must not.", []);
        // "first m1, then fw, no hop outside Spain": what stands before the "no" is not what it denies.
        if (count == 1 && clause.Items.FirstOrDefault(i => i is FlagItem { Kind: W.Not or W.Neg }) is { } no && clause.Of<PlaceItem>().Where(p => p.Place.Condition is not null).ToList() is { Count: > 1 } denied
            && denied.Any(p => p.To <= no.From && clause.Items.IndexOf(p) > 0) && denied.Any(p => p.From >= no.To) && !clause.Items.Any(i => i is SubjectItem or TrafficItem && i.From > denied[0].To && i.To <= no.From))
            throw new Puzzle($"What does '{scan.Raw(no.From, clause.Items[^1].To)}' deny? Please say what must hold and what must not in sentences of their own.", []);
        if (count > 1) throw new Puzzle("The sentence has several negations, so it is not clear what is forbidden. Please say it with one.", []);
        return count == 1;
    }

    /// <summary>Who the clause is about: its own subject, else the topic.</summary>
    private SubjectSet? MainSubject()
    {
        var item = subjects.FirstOrDefault(s => s.Preposition.Length == 0 && !s.Set.IsPronoun) ?? subjects.FirstOrDefault(s => s.Preposition.Length == 0) ?? subjects.FirstOrDefault(s => s.Preposition is "for" or "of" or "by" or "with") ?? subjects.FirstOrDefault();
        if (item is not null) Use(item);
        return item is null ? clause.Topic : Settle(item.Set);
    }

    /// <summary>Replaces a pronoun by what it stands for.</summary>
    private SubjectSet Settle(SubjectSet set)
    {
        if (!set.IsPronoun) return set;
        // "patient-api ... with its replicas": someone named earlier in the same clause.
        var near = subjects.Where(s => !s.Set.IsPronoun && s.Set != set).Select(s => s.Set).FirstOrDefault();
        // "the head must stay in Germany" on a site with one service
        if (set.Aspect is Aspect.Head or Aspect.Stages or Aspect.Transfers && clause.Topic is null && !subjects.Any(s => !s.Set.IsPronoun) && site.Services.Count == 1)
            return set with { Terms = [new SelectorTerm { Name = site.Services[0].Name }], IsPronoun = false };
        if (near is not null && clause.Topic is null) Use(subjects.First(s => ReferenceEquals(s.Set, near)));
        var possessive = set.Aspect != Aspect.Whole || set.AllParts;
        var topic = (clause.HasHeader ? clause.Topic : possessive ? near ?? clause.Topic : clause.Topic ?? near) ?? near ?? throw new Puzzle("It is not clear who is meant. Please name the workloads, the service or the data.", SubjectChoices());
        return topic with { Counted = set.Counted, Aspect = set.Aspect, AllParts = set.AllParts, Negated = set.Negated, Only = set.Only };
    }

    private IReadOnlyList<string> SubjectChoices() => [.. site.Subjects.Select(s => s.Name).Take(4)];

    /// <summary>The place that all of the clause's places describe together.</summary>
    private Cond? PlaceCondition(IEnumerable<PlaceItem> items)
    {
        Cond? all = null;
        foreach (var item in items)
        {
            if (item.Place.Condition is not { } cond) continue;
            Use(item);
            all = CondFold.And(all, IsAway(item) ? new NotCond(cond) : cond);
        }

        return all;
    }

    // "served out of the US" is served from there; "kept out of the US" is kept away.
    private bool IsAway(PlaceItem item) =>
        item.Away && !(item.Preposition == "out" && clause.Of<VerbItem>().LastOrDefault(v => v.To <= item.From) is { } verb && Enumerable.Range(verb.From, verb.To - verb.From).Any(i => scan.Tokens[i].Text is "serve" or "served" or "serves" or "serving" or "run" or "runs" or "running" or "operate" or "operated" or "operates" or "hosted" or "host" or "work" or "works" or "deliver" or "delivered" or "processed" or "process" or "deployed"));

    private bool IsServiceOnly(SubjectSet set)
    {
        if (set.Aspect is Aspect.Head or Aspect.Stages or Aspect.Transfers || set.AllParts) return true;
        return set.Terms.All(t => t.Kind == SubjectKind.Service || (t.Name is { } name && site.Services.Any(s => s.Name == name)));
    }

    private Selector Select(SubjectSet set)
    {
        var selector = set.ToSelector();
        if (selector.Of(site).Count == 0)
            throw new Puzzle($"Nothing on this site is {Words.SelectorWords.Of(selector)}. Which workloads or services are meant?", SubjectChoices());
        return selector;
    }

    private Puzzle Unclear()
    {
        var from = clause.Items[0].From;
        var to = clause.Items[^1].To;
        var said = scan.Raw(from, to);
        if (subjects.Count == 0 && traffics.Count == 0 && clause.Topic is null && clause.TrafficTopic is null)
            return new Puzzle($"Who is '{said}' about? Please name the workloads, the service or the data.", SubjectChoices());
        if (places.Count == 0 && clause.HasVerb(W.Locate, W.Travel, W.Avoid, W.Move, W.Use, W.Enter, W.Leave))
            return new Puzzle($"'{said}' does not say where. Please name countries, nodes, switches or labels.", PlaceChoices());
        return new Puzzle($"'{said}' is not understood as a rule. Please say what must be where, what may not talk, which way traffic takes, or how fast a service answers.", Examples.For(site));
    }

    private string[] PlaceChoices() =>
        [.. site.Nodes.SelectMany(n => n.ValuesOf(LabelKeys.Jurisdiction)).Distinct(StringComparer.Ordinal).Take(3).Select(c => $"in {Countries.NameOf(c)}"), .. site.Nodes.Take(1).Select(n => $"on {n.Name}")];
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Reads a whole text: sentence by sentence, clause by clause, keeping in mind who was spoken of.</summary>
internal sealed class TextReader(SiteIndex index, Scan scan, DateTimeOffset now)
{
    private readonly FrameResult result = new();
    private readonly Resolver resolver = new(index);
    private SubjectSet? topic;
    private TrafficSet? trafficTopic;
    private SubjectSet? single;
    private bool nobody;
    private bool header;
    private bool exempted;
    private int sentencesLeft;

    /// <summary>The rules of the text.</summary>
    /// <exception cref="Puzzle">A part of it is not understood.</exception>
    public FrameResult Read()
    {
        var chunker = new Chunker(scan, index.Site, now);
        var clauses = new ClauseReader(scan, index.Site, resolver, result, now);
        var sentences = Sentences.Cut(scan);
        sentencesLeft = sentences.Count;
        foreach (var (from, to) in sentences)
        {
            sentencesLeft--;
            try
            {
                ReadRange(chunker, clauses, from, to, sentences.Count);
            }
            catch (Puzzle puzzle)
            {
                puzzle.Sentence ??= scan.Span(from, to);
                throw;
            }
        }

        Contradictions.Refuse(result.Rules, index.Site);
        if (result.Rules.Count == 0) throw new Puzzle("No rule is found in that text. Please say what must be where, what may not talk, which way traffic takes, or how fast a service answers.", Examples.For(index.Site));
        result.Assumptions.AddRange(resolver.Assumptions);
        return result;
    }

    private void ReadRange(Chunker chunker, ClauseReader clauses, int from, int to, int sentences)
    {
        // A line that is only a number of a list, or empty of words.
        if (!Enumerable.Range(from, to - from).Any(i => scan.Tokens[i].Kind == TokenKind.Word)) return;
        Chatter.RefuseOrders(scan, from, to);
        Reservations.Refuse(scan, from, to);
        var asks = scan.Is(to, "?");
        var items = Asides.Resolve(scan, Fronting.Exception(scan, chunker, from, to) ?? Included(chunker, from, to), result);
        if (Chatter.IsSmallTalk(items) && sentences > 1)
        {
            result.Unmapped.Add(scan.Span(from, to));
            return;
        }

        if (asks && sentences == 1 && !Requests(items)) throw new Puzzle("That is a question. Please state the rule, or ask in the chat of the console.", Examples.For(index.Site));
        ReadSentence(clauses, items);
    }

    // "patient data, the services that handle it included, stays ...": what handles it carries the same label.
    private List<Item> Included(Chunker chunker, int from, int to)
    {
        for (var i = from + 2; i < to; i++)
        {
            if (!scan.Is(i, "included") || !scan.Is(i + 1, ",")) continue;
            var comma = i - 1;
            while (comma > from && !scan.Is(comma, ",")) comma--;
            if (comma == from || !Enumerable.Range(comma, i - comma).Any(k => scan.IsAny(k, "it", "them", "these", "those"))) continue;
            result.Unmapped.Add(scan.Span(comma + 1, i + 1));
            return [.. chunker.Cut(from, comma), .. chunker.Cut(i + 2, to)];
        }

        return chunker.Cut(from, to);
    }

    // "Could you keep web in France?" asks for a rule; "Is web in France?" does not.
    private bool Requests(List<Item> items) => scan.IsAny(items[0].From, "could", "can", "would", "will", "please") && scan.Is(items[0].From + 1, "you");

    // "does not apply to web", "the same goes for billing", "fraud-lm sees card data"; true when the clause is done with.
    private bool Amends(List<Item> piece, int firstOfSentence)
    {
        if (Chatter.Fact(piece) is { } fact)
        {
            topic = fact.Set;
            trafficTopic = null;
            result.Unmapped.Add(scan.Span(piece[0].From, piece[^1].To));
            return true;
        }

        if (piece.OfType<FlagItem>().Any(f => f.Kind == W.Likewise) && piece.OfType<SubjectItem>().Where(s => !s.Set.IsPronoun).ToList() is [{ } other] && !piece.Any(i => i is PlaceItem or QuantityItem or TrafficItem))
        {
            var last = result.Rules.Skip(firstOfSentence).DefaultIfEmpty(result.Rules.LastOrDefault()!).OfType<Rule>().ToList();
            var copies = last.Select(r => Amendments.For(r, other.Set)).ToList();
            if (copies.Count == 0 || copies.Contains(null)) throw new Puzzle($"What shall hold for '{scan.Raw(other.From, other.To)}'? Please state that rule in full.", []);
            result.Rules.AddRange(copies!);
            if (topic is not null) topic = topic with { Terms = [.. topic.Terms, .. other.Set.Terms], Parts = [] };
            return true;
        }

        if (Amendments.Exempted(piece) is not { } exempt || result.Rules.Count == 0) return false;
        for (var i = 0; i < result.Rules.Count; i++) result.Rules[i] = Amendments.Exempt(result.Rules[i], exempt.Set.Terms);
        topic = exempt.Set;
        trafficTopic = null;
        exempted = true;
        return true;
    }

    private void ReadSentence(ClauseReader reader, List<Item> items)
    {
        items = TakeHeader(items);
        items = DropPreamble(items);
        if (items.Count == 0) return;
        if (items.All(i => i is FillerItem or ReasonItem or FlagItem { Kind: W.Only or W.Prefer } or JointItem))
        {
            foreach (var item in items.OfType<ReasonItem>()) result.Unmapped.Add(scan.Span(item.From, item.To));
            return;
        }

        // "object: amf" names who the next lines are about.
        if (items.All(i => i is SubjectItem or FillerItem) && items.OfType<SubjectItem>().Where(s => !s.Set.IsPronoun).ToList() is [{ } named] && sentencesLeft > 0)
        {
            (topic, trafficTopic, header) = (named.Set, null, true);
            return;
        }

        var first = result.Rules.Count;
        // A window of its own ("until Friday.") holds for what was said before it.
        if (items.All(i => i is WindowItem or FillerItem or JointItem) && items.OfType<WindowItem>().FirstOrDefault() is { } alone && first > 0)
        {
            for (var i = 0; i < first; i++) result.Rules[i] = result.Rules[i] with { Validity = alone.Validity };
            return;
        }

        // A window said once in a sentence holds for all of it.
        var windows = items.OfType<WindowItem>().ToList();
        var shared = windows.Count == 1 && (windows[0] == items[0] || windows[0] == items[^1]) ? windows[0].Validity : null;
        IReadOnlyList<VerbItem> verbs = [];
        foreach (var piece in ClauseSplitter.Split(items))
        {
            if (piece.All(i => i is FillerItem or JointItem or WindowItem))
                continue;
            if (piece.All(i => i is FillerItem or JointItem or WindowItem or ReasonItem))
            {
                foreach (var item in piece.OfType<ReasonItem>()) result.Unmapped.Add(scan.Span(item.From, item.To));
                continue;
            }

            // A statement behind "nor" is forbidden, and nothing inside it says so.
            if (piece[0].From > 0 && (scan.Is(piece[0].From - 1, "nor") || scan.Is(piece[0].From, "nor")) && piece.Any(i => i is VerbItem or FlagItem { Kind: W.Modal or W.Be }))
                Deny(piece);
            if (Amends(piece, first)) continue;
            var clause = new Clause(piece) { Topic = nobody && single is not null && SaysIt(piece) ? single : topic, TrafficTopic = trafficTopic, HasHeader = header, Inherited = piece.Any(i => i is FlagItem { Kind: W.Modal or W.Be }) ? [] : verbs, Window = shared };
            clause.IsExempted = exempted;
            exempted = false;
            reader.Read(clause);
            Remember(clause);
            if (clause.Items.FindIndex(i => i is FlagItem { Kind: W.Except }) is >= 0 and var at && clause.Items.Skip(at).OfType<SubjectItem>().FirstOrDefault() is { Set: { IsPronoun: false } let })
            {
                topic = let;
                exempted = true;
            }

            if (clause.Of<VerbItem>().Any()) verbs = [.. clause.Of<VerbItem>()];
        }
    }

    // "Nothing with open data may contact it, and b reaches it ...": "it" is never the nothing.
    private bool SaysIt(List<Item> piece) => piece.OfType<SubjectItem>().Any(s => s.Set.IsPronoun && scan.IsAny(s.To - 1, "it", "its", "itself"))
        || piece.OfType<TrafficItem>().Any(t => Enumerable.Range(t.From, t.To - t.From).Any(i => scan.IsAny(i, "it", "its")));

    private void Deny(List<Item> piece)
    {
        var modal = piece.FindIndex(i => i is FlagItem { Kind: W.Modal or W.Be });
        if (modal < 0 || piece.Any(i => i is FlagItem { Kind: W.Not or W.Only or W.Neg or W.Except or W.Prefer } or SubjectItem { Set: { Negated: true } or { Only: true } } or TrafficItem { Set: { Negated: true } or { Only: true } }))
            throw new Puzzle("Please say 'nor ...' as a sentence of its own, with 'must not'.", [], scan.Span(piece[0].From, piece[^1].To));
        piece.Insert(modal + 1, new FlagItem(piece[modal].To, piece[modal].To, W.Not));
    }

    // "Following last week's meeting I would ask you to ensure that ...", "Under the data protection rules, ..."
    private List<Item> DropPreamble(List<Item> items)
    {
        var cut = items.FindIndex(i => i is FillerItem f && (scan.Is(f.From, "ensure") || scan.Is(f.From, "please") || scan.Reads(f.From, "make", "sure") || scan.Is(f.From, "kindly") || scan.Is(f.From, "guarantee")));
        var comma = items.FindIndex(i => i is JointItem { IsComma: true });
        if (comma > 0 && (cut < 0 || comma < cut) && items.Take(comma).Any(i => i is UnknownItem)) cut = comma;
        if (cut <= 0 || !items.Take(cut).Any(i => i is UnknownItem)) return items;
        if (!items.Take(cut).All(i => i is UnknownItem or FillerItem or VerbItem or VagueItem or ReasonItem or JointItem or FlagItem { Kind: W.Modal or W.Be or W.Exempt or W.Apply } or SubjectItem { Set.IsPronoun: true } || (i is SubjectItem { Set.Terms: [{ Name: null, Labels: null, Namespace: null }] }) || i is PlaceItem { Place.Condition: null })) return items;
        // A slip in a name would be lost here: anything near a name of the site stays.
        if (items.Take(cut).OfType<UnknownItem>().Any(u => index.Site.Subjects.Select(s => s.Name).Concat(index.Site.Nodes.Select(n => n.Name)).Any(n => NearestNames.IsSlip(scan.Raw(u.From, u.To), n)) || u.To - u.From > 1)) return items;
        result.Unmapped.Add(scan.Span(items[0].From, items[cut - 1].To));
        return [.. items.Skip(cut)];
    }

    // "patient-db: Germany only" and "For triage:" name who the rest is about.
    private List<Item> TakeHeader(List<Item> items)
    {
        var colon = items.FindIndex(i => i is JointItem { Kind: W.LabelNoun });
        if (colon < 0) return items;
        var head = items.Take(colon).ToList();
        // What is already a statement is no header: the colon only goes on with it.
        if (head.Any(i => i is DomainItem or QuantityItem or MetricItem or ClassItem or IllegalItem or ConditionItem) || (head.Any(i => i is PlaceItem or FlagItem { Kind: W.Together or W.Apart }) && head.Any(i => i is SubjectItem or TrafficItem)))
        {
            items[colon] = new JointItem(items[colon].From, items[colon].To, W.And) { IsComma = true };
            return items;
        }

        if (head.Any(i => i is VerbItem or PlaceItem or QuantityItem) && head.Any(i => i is SubjectItem or TrafficItem) && (head.Any(i => i is FlagItem { Kind: W.Modal }) || head[^1] is VerbItem) && colon + 1 < items.Count)
        {
            // "patient-db must stay in: Germany" is one statement.
            items.RemoveAt(colon);
            return items;
        }

        if (head.OfType<SubjectItem>().FirstOrDefault() is { Set.IsPronoun: false } subject)
        {
            topic = subject.Set;
            trafficTopic = null;
            header = true;
        }
        else if (head.OfType<TrafficItem>().FirstOrDefault() is { } traffic)
        {
            trafficTopic = traffic.Set;
            topic = null;
            header = true;
        }
        else if (head.OfType<PlaceItem>().Any() || head.OfType<FlagItem>().Any(f => f.Kind is W.Not))
        {
            items.RemoveAt(colon);
            return items;
        }

        foreach (var item in head.OfType<UnknownItem>()) result.Unmapped.Add(scan.Span(item.From, item.To));
        if (head.OfType<FlagItem>().FirstOrDefault(f => f.Kind == W.Prefer) is { } prefer) return [prefer, .. items.Skip(colon + 1)];
        return [.. items.Skip(colon + 1)];
    }

    private void Remember(Clause clause)
    {
        if (header && clause.Of<SubjectItem>().All(s => s.Set.IsPronoun || s.Preposition.Length > 0)) return;
        if (clause.Of<TrafficItem>().FirstOrDefault() is { Set: { } traffic } && (traffic.From is not null || traffic.To is not null))
        {
            if (traffic.From is { IsPronoun: true } && topic is not null)
            {
                trafficTopic = traffic with { From = topic, To = traffic.To is { IsPronoun: true } or null ? traffic.Within ? topic : null : traffic.To };
            }
            else if (traffic.From is not { IsPronoun: true })
            {
                trafficTopic = traffic;
                // "their" after traffic between a and b means a and b.
                if (traffic is { From: { } from, To: { } to } && !ReferenceEquals(from, to)) topic = new SubjectSet([.. from.Terms, .. to.Terms], [.. from.Except, .. to.Except]);
                else topic = traffic.From ?? traffic.To;
            }

            return;
        }

        var subject = clause.Of<SubjectItem>().FirstOrDefault(s => s.Preposition.Length == 0 && !s.Set.IsPronoun) ?? clause.Of<SubjectItem>().FirstOrDefault(s => !s.Set.IsPronoun && s.Preposition is "for" or "of") ?? clause.Of<SubjectItem>().FirstOrDefault(s => !s.Set.IsPronoun);
        if (subject is null) return;
        var all = clause.Of<SubjectItem>().Where(s => !s.Set.IsPronoun).ToList();
        // "... but never on the same host as b; ... between the pair": both of them.
        if (clause.Of<DomainItem>().FirstOrDefault() is { } domain && all.Count == 1 && clause.Topic is { } before && all[0].From >= domain.To && clause.Of<SubjectItem>().Count() == 1)
        {
            topic = new SubjectSet([.. before.Terms, .. all[0].Set.Terms], [.. before.Except, .. all[0].Set.Except]);
            trafficTopic = null;
            return;
        }

        if (clause.Of<DomainItem>().Any() && all.Count == 2)
        {
            topic = new SubjectSet([.. all.SelectMany(s => s.Set.Terms)], [.. all.SelectMany(s => s.Set.Except)]);
            trafficTopic = null;
            return;
        }

        if (subject.Set is { Negated: false, IsGroup: false, Terms.Count: 1 }) single = subject.Set with { Only = false, Aspect = Aspect.Whole };
        topic = subject.Set with { Negated = false, Only = false, Aspect = Aspect.Whole };
        nobody = subject.Set.Negated;
        trafficTopic = null;
    }
}

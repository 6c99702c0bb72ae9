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
    private bool header;

    /// <summary>The rules of the text.</summary>
    /// <exception cref="Puzzle">A part of it is not understood.</exception>
    public FrameResult Read()
    {
        var chunker = new Chunker(scan, index.Site, now);
        var clauses = new ClauseReader(scan, index.Site, resolver, result);
        foreach (var (from, to) in Sentences.Cut(scan))
        {
            // A line that is only a number of a list, or empty of words.
            if (!Enumerable.Range(from, to - from).Any(i => scan.Tokens[i].Kind == TokenKind.Word)) continue;
            var items = chunker.Cut(from, to);
            ReadSentence(clauses, items);
        }

        if (result.Rules.Count == 0) throw new Puzzle("No rule is found in that text. Please say what must be where, what may not talk, which way traffic takes, or how fast a service answers.", Examples.For(index.Site));
        result.Assumptions.AddRange(resolver.Assumptions);
        return result;
    }

    private void ReadSentence(ClauseReader reader, List<Item> items)
    {
        items = TakeHeader(items);
        if (items.Count == 0) return;
        if (items.All(i => i is FillerItem or ReasonItem or FlagItem { Kind: W.Only or W.Prefer } or JointItem))
        {
            foreach (var item in items.OfType<ReasonItem>()) result.Unmapped.Add(scan.Span(item.From, item.To));
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

            var clause = new Clause(piece) { Topic = topic, TrafficTopic = trafficTopic, HasHeader = header, Inherited = verbs, Window = shared };
            reader.Read(clause);
            Remember(clause);
            if (clause.Of<VerbItem>().Any()) verbs = [.. clause.Of<VerbItem>()];
        }
    }

    // "patient-db: Germany only" and "For triage:" name who the rest is about.
    private List<Item> TakeHeader(List<Item> items)
    {
        var colon = items.FindIndex(i => i is JointItem { Kind: W.LabelNoun });
        if (colon < 0) return items;
        var head = items.Take(colon).ToList();
        if (head.Any(i => i is VerbItem or PlaceItem or QuantityItem) && head.Any(i => i is SubjectItem or TrafficItem) && head.Any(i => i is FlagItem { Kind: W.Modal } || (i is VerbItem verb && verb.Is(W.Locate))) && colon + 1 < items.Count)
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
            if (traffic.From is not { IsPronoun: true })
            {
                trafficTopic = traffic;
                // "their" after traffic between a and b means a and b.
                if (traffic is { From: { } from, To: { } to } && !ReferenceEquals(from, to)) topic = new SubjectSet([.. from.Terms, .. to.Terms], [.. from.Except, .. to.Except]);
                else topic = traffic.From ?? traffic.To;
            }

            return;
        }

        var subject = clause.Of<SubjectItem>().FirstOrDefault(s => s.Preposition.Length == 0 && !s.Set.IsPronoun) ?? clause.Of<SubjectItem>().FirstOrDefault(s => !s.Set.IsPronoun && s.Preposition is "for" or "of");
        if (subject is null) return;
        topic = subject.Set with { Negated = false, Only = false, Aspect = Aspect.Whole };
        trafficTopic = null;
    }
}

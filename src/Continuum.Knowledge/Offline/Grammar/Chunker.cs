using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Cuts a sentence into items, longest reading first.</summary>
internal sealed partial class Chunker
{
    private static readonly W[] VerbClasses =
    [
        W.Locate, W.StayPut, W.Leave, W.Avoid, W.Travel, W.Comm, W.Send, W.Receive, W.Isolate, W.Spread, W.Colocate, W.Separate, W.Move,
        W.Need, W.Allow, W.Forbid, W.Hold, W.Refuse, W.Use, W.Enter, W.PreferVerb, W.Answer, W.FirstTokenVerb, W.Allowed,
    ];

    private static readonly string[] Away = ["outside", "off", "beyond", "without", "excluding"];

    private static readonly string[] Prepositions =
    [
        "in", "within", "inside", "on", "onto", "at", "to", "into", "from", "across", "over", "through", "via", "by", "under", "near",
        "along", "using", "with", "for", "of", "upon", "between", "toward", "towards", "throughout", "past", "as", "than", "among", "against",
    ];

    private readonly Scan scan;
    private readonly PlaceReader places;
    private readonly SubjectReader subjects;
    private readonly TrafficReader traffic;
    private readonly WindowReader windows;
    private readonly QuantityReader quantities;

    public Chunker(Scan scan, Site site, DateTimeOffset now)
    {
        this.scan = scan;
        places = new PlaceReader(scan);
        subjects = new SubjectReader(scan);
        traffic = new TrafficReader(scan, subjects);
        windows = new WindowReader(scan, site, now);
        quantities = new QuantityReader(scan);
    }

    /// <summary>The items of the tokens from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public List<Item> Cut(int from, int to)
    {
        var items = new List<Item>();
        for (var i = from; i < to;)
        {
            if (scan.Tokens[i].Kind == TokenKind.LineEnd)
            {
                i++;
                continue;
            }

            var item = Next(i, to, items);
            items.Add(item);
            i = Math.Max(item.To, i + 1);
        }

        return GiveBack(items);
    }

    private Item Next(int at, int to, List<Item> before)
    {
        if (windows.Read(at, out var end) is { } window && end > at) return new WindowItem(at, end, window);
        if (Anyway(at) is { } anyway) return anyway;
        if (Party(at, to) is { } party) return party;
        if (Illegal(at, to) is { } illegal) return illegal;
        // "kept from reaching b", "keep a from talking to b"
        if (scan.Is(at, "from") && Verb(at + 1) is { Text: var gerund } && gerund.EndsWith("ing", StringComparison.Ordinal) && before.OfType<VerbItem>().LastOrDefault() is { Text: "keep" or "kept" or "keeps" or "keeping" }) return new FlagItem(at, at + 1, W.Not);
        if (scan.Len(at, W.Prefer) is > 0 and var prefer && !scan.Reads(at, "rather", "than")) return new FlagItem(at, at + prefer, W.Prefer);
        if (scan.Len(at, W.Hedge) is > 0 and var hedge && scan.EntitiesAt(at).Count == 0 && !scan.WordsAt(at).Any(w => w.Length > hedge && w.Class is not W.Hedge)) return new FlagItem(at, at + hedge, W.Hedge);
        if (scan.IsAny(at, "encrypt", "encrypts") && !scan.Is(at - 1, W.Not)) return new PlaceItem(at, at + 1, new Place(new LabelCond(LabelExpression.In(LabelKeys.Encrypted, "true"), Naming.Elements.Links), Naming.Elements.None, false), PlaceItem.Encrypt, false);
        if (Reason(at, to) is { } reason) return reason;
        if (Domain(at) is { } domain) return domain;
        if (quantities.Read(at, out _) is { } quantity && places.Read(at, out var asPlace) is var gpu && !(gpu is not null && asPlace >= quantity.To)) return quantity;
        if (Metric(at) is { } metric) return metric;
        if (Joint(at) is { } joint) return joint;
        if (Enumerator(at) is { } enumerator) return enumerator;
        var filler = scan.Len(at, W.Filler);
        var phrase = Phrase(at);
        if (filler > 1 && filler > (Verb(at)?.To ?? at) - at && (phrase?.To ?? at) <= at + filler) return new FillerItem(at, at + filler);
        // "..., but no other carrier's": only the one named.
        if (scan.Reads(at, "no", "other") && scan.Len(at + 2, W.CompanyNoun) is > 0 and var company) return new FlagItem(at, at + 2 + company + (scan.Is(at + 2 + company, "'") ? scan.Is(at + 3 + company, "s") ? 2 : 1 : 0), W.Only);
        // "no others", "with its peers": said of the whole, not of who they name.
        if (scan.Len(at, W.Only) is > 1 and var only && (phrase?.To ?? at) <= at + only) return new FlagItem(at, at + only, W.Only);
        if (scan.Len(at, W.BothWays) is > 1 and var both && (phrase?.To ?? at) <= at + both && !scan.Is(at, W.Pronoun)) return new FlagItem(at, at + both, W.BothWays);
        if (phrase is not null) return phrase;
        if (scan.Len(at, W.Likewise) is > 0 and var likewise) return new FlagItem(at, at + likewise, W.Likewise);
        if (Flag(at) is { } flag) return flag;
        if (Verb(at) is { } verb) return verb;
        if (scan.IsAny(at, "paragraph", "article", "clause", "section", "point", "item", "prio", "priority", "ticket", "para", "rule", "change", "chg", "req", "request") && at + 1 < to && scan.Tokens[at + 1].Kind == TokenKind.Number) return new FillerItem(at, at + 2);
        if (scan.Len(at, W.Condition) is > 0 and var condition) return new ConditionItem(at, at + condition);
        if (scan.Len(at, W.Vague) is > 0 and var vague) return new VagueItem(at, at + vague);
        if (scan.Len(at, W.Exempt) is > 0 and var exempt) return new FlagItem(at, at + exempt, W.Exempt);
        if (scan.Len(at, W.Apply) is > 0 and var apply) return new FlagItem(at, at + apply, W.Apply);
        if (filler > 0) return new FillerItem(at, at + filler);
        if (Light(at) is { } light) return light;
        return new UnknownItem(at, Math.Min(to, scan.CompoundEnd(scan.CompoundStart(at)) is var stop && stop > at ? stop : at + 1));
    }

    // Names, groups, places and traffic, with the preposition before them.
    private Item? Phrase(int at)
    {
        var preposition = "";
        var away = false;
        var i = at;
        if (scan.Reads(i, "by", "way", "of"))
        {
            (preposition, i) = ("via", i + 3);
        }
        else if (scan.Reads(i, "instead", "of") || scan.Reads(i, "rather", "than") || scan.Reads(i, "out", "of") || scan.Reads(i, "away", "from") || scan.Reads(i, "clear", "of") || scan.Reads(i, "off", "of") || scan.Reads(i, "outside", "of") || scan.Reads(i, "as", "opposed"))
        {
            (preposition, away, i) = (scan.Tokens[i].Text, true, i + 2);
            if (scan.Is(i, "to") && scan.Is(i - 1, "opposed")) i++;
        }
        else if (i < scan.Count && Array.IndexOf(Away, scan.Tokens[i].Text) >= 0)
        {
            (preposition, away, i) = (scan.Tokens[i].Text, true, i + 1);
            if (scan.IsAny(i, "from", "of")) i++;
        }
        else if (i < scan.Count && Array.IndexOf(Prepositions, scan.Tokens[i].Text) >= 0)
        {
            (preposition, i) = (scan.Tokens[i].Text, i + 1);
            if (scan.IsAny(i, "either", "both", "only", "just") && !scan.Is(i, "only")) i++;
        }

        var placePhrase = places.Read(i, out var placeEnd);
        var ownPlace = preposition.Length > 0 ? places.Read(at, out var ownEnd) is { } own && ownEnd > placeEnd ? (own, ownEnd) : ((Place, int)?)null : null;
        if (ownPlace is { } self)
        {
            // "under German law", "of a US carrier": the preposition is part of it.
            return new PlaceItem(at, self.Item2, self.Item1, "", false);
        }

        if (preposition.Length > 0 && !away && traffic.ClassAt(at, out var classEnd, bare: false) is { } classes && classEnd > placeEnd && traffic.Read(i, out var longer) is var t && !(t is not null && longer > classEnd))
            return new ClassItem(at, classEnd, classes);
        if (scan.Is(at, "nowhere") && placePhrase is not null) return new PlaceItem(at, placeEnd, placePhrase, "", false);
        var traffics = preposition is "" or "for" or "on" or "of" or "to" or "in" or "from" or "with" ? traffic.Read(preposition is "from" ? at : i, out var trafficEnd) : traffic.Read(at, out trafficEnd);
        var subject = subjects.Read(i, out var subjectEnd);
        if (subject is not null && preposition is "by" or "through" && subject is { IsPronoun: true }) subject = null;
        if (subject is { IsPronoun: true } && scan.IsAny(i, "this", "that", "these", "those") && (placeEnd > subjectEnd)) subject = null;
        if (traffics is not null && trafficEnd >= (subject is null ? 0 : subjectEnd) && trafficEnd >= placeEnd) return new TrafficItem(at, trafficEnd, traffics);
        if (subject is not null && subjectEnd > placeEnd) return new SubjectItem(at, subjectEnd, subject, preposition);
        if (placePhrase is not null && (subject is null || placeEnd >= subjectEnd))
        {
            if (subject is not null && placeEnd == subjectEnd && preposition is "" or "to" or "from" or "with" or "by" or "for" && subject is { IsGroup: false }) return new SubjectItem(at, subjectEnd, subject, preposition);
            return new PlaceItem(at, placeEnd, placePhrase, preposition, away);
        }

        if (subject is not null) return new SubjectItem(at, subjectEnd, subject, preposition);
        return null;
    }

    private FlagItem? Flag(int at)
    {
        if (scan.Len(at, W.Only) is > 0 and var first && first > Math.Max(scan.Len(at, W.Nothing), Math.Max(scan.Len(at, W.Not), scan.Len(at, W.No)))) return new FlagItem(at, at + first, W.Only);
        if (scan.Len(at, W.Nothing) is > 0 and var nothing) return new FlagItem(at, at + nothing, W.No);
        if (scan.Len(at, W.Not) is > 0 and var not) return new FlagItem(at, at + not, W.Not);
        if (scan.Len(at, W.No) is > 0 and var no) return new FlagItem(at, at + no, W.Not);
        // "besides, pacs must ..." adds something; it excepts nothing.
        if (scan.Len(at, W.Except) is > 0 and var except && !scan.Reads(at, "besides", ",")) return new FlagItem(at, at + except, W.Except);
        if (scan.Is(at, W.Neg)) return new FlagItem(at, at + 1, W.Neg);
        if (scan.Len(at, W.BothWays) is > 0 and var both && !scan.Is(at, W.Pronoun)) return new FlagItem(at, at + both, W.BothWays);
        if (scan.Len(at, W.Only) is > 0 and var only) return new FlagItem(at, at + only, W.Only);
        if (scan.Len(at, W.InitiateBack) is > 0 and var way && scan.IsAny(at, "one", "in", "unidirectional", "that")) return new FlagItem(at, at + way, W.InitiateBack);
        var modal = scan.Len(at, W.Filler) > scan.Len(at, W.Modal) ? 0 : scan.Len(at, W.Modal);
        if (modal > 0 && !(scan.Is(at, "may") && scan.Tokens[at].Raw == "May" && at > 0 && scan.Tokens[at - 1].Kind == TokenKind.Number)) return new FlagItem(at, at + modal, W.Modal);
        var together = scan.Len(at, W.Together);
        if (together > 0) return new FlagItem(at, at + together, W.Together);
        if (scan.Len(at, W.Apart) is > 0 and var apart && Verb(at) is not { } v) return new FlagItem(at, at + apart, W.Apart);
        if (scan.Len(at, W.Be) is > 0 and var be && Verb(at) is not { To: var verbEnd } | (Verb(at)?.To ?? 0) <= at + be) return new FlagItem(at, at + be, W.Be);
        return null;
    }

    private VerbItem? Verb(int at)
    {
        var longest = 0;
        List<W> classes = [];
        foreach (var (length, kind) in scan.WordsAt(at))
        {
            if (Array.IndexOf(VerbClasses, kind) < 0 || length < longest) continue;
            if (length > longest)
            {
                longest = length;
                classes.Clear();
            }

            classes.Add(kind);
        }

        return longest == 0 ? null : new VerbItem(at, at + longest, classes, scan.Tokens[at].Text);
    }

    private JointItem? Joint(int at)
    {
        if (scan.IsAny(at, ",", ";")) return new JointItem(at, at + 1, W.And) { IsComma = true };
        if (scan.IsAny(at, "\u2013", "-", "+") && scan.Tokens[at].Kind == TokenKind.Mark) return new JointItem(at, at + 1, W.And) { IsComma = true };
        if (scan.Is(at, ":")) return new JointItem(at, at + 1, W.LabelNoun);
        if (scan.IsAny(at, "->", "=>")) return new JointItem(at, at + 1, W.LabelNoun);
        if (scan.Len(at, W.And) is > 0 and var and && !scan.Is(at, "along")) return new JointItem(at, at + and, W.And);
        // "in the Netherlands, but not on the same server": nothing is excepted there.
        if (scan.Reads(at, "but", "not") && subjects.Read(at + 2, out _) is null) return new JointItem(at, at + 1, W.But);
        if (scan.Is(at, "but") && scan.Len(at, W.Except) is 0 or 1 && scan.Is(at, W.But)) return new JointItem(at, at + 1, W.But);
        if (scan.Len(at, W.But) is > 0 and var but && !scan.Is(at, "but")) return new JointItem(at, at + but, W.But);
        if (scan.Is(at, "or")) return new JointItem(at, at + 1, W.Or);
        return null;
    }

    // "a must not talk to b and c must stay in DE": c begins the next clause.
    private static List<Item> GiveBack(List<Item> items)
    {
        for (var i = 1; i + 1 < items.Count; i++)
        {
            if (items[i] is not SubjectItem { Set.Parts.Count: > 1 } item || item.Set.Except.Count > 0) continue;
            var next = i + 1;
            while (next < items.Count && items[next] is FillerItem or FlagItem { Kind: W.Not or W.Only }) next++;
            if (next >= items.Count || items[next] is not (FlagItem { Kind: W.Modal or W.Be } or VerbItem { Text: "stays" or "runs" or "stay" or "run" or "needs" or "goes" or "requires" or "remains" or "belongs" or "lives" })) continue;
            var joint = items.FindLastIndex(i, i + 1, x => x is JointItem);
            if (!items.Skip(joint + 1).Take(i - joint - 1).Any(x => x is VerbItem or FlagItem { Kind: W.Modal }) && !items.Take(i).Any(x => x is VerbItem)) continue;
            if (items.Skip(joint + 1).Take(i - joint - 1).All(x => x is not (VerbItem or FlagItem { Kind: W.Modal }))) continue;
            var (token, terms) = item.Set.Parts[^1];
            items[i] = item with { To = token, Set = item.Set with { Terms = [.. item.Set.Terms.Take(terms)], Parts = [.. item.Set.Parts.SkipLast(1)] } };
            items.Insert(i + 1, new JointItem(token, token, W.And));
            items.Insert(i + 2, new SubjectItem(token, item.To, item.Set with { Terms = [.. item.Set.Terms.Skip(terms)], Parts = [(token, 0)], Negated = false, Only = false }, ""));
        }

        return items;
    }
}

using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Sentences that are no rules: greetings, statements of fact, and orders to the planner itself.</summary>
internal static class Chatter
{
    /// <summary>An order to skip checks, reveal something or forget a rule is never followed, whoever the text claims to be.</summary>
    public static void RefuseOrders(Scan scan, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var length = scan.Len(i, W.Meta);
            if (length == 0 || scan.NameLength(i) >= length || scan.EntitiesAt(i).Any(e => e.Length >= length) || scan.Tokens[scan.CompoundStart(i)] != scan.Tokens[i]) continue;
            throw new Puzzle($"'{scan.Raw(i, i + length)}' asks for something other than a rule. Text cannot approve, skip checks, change earlier intents or reveal anything; please state the rule alone.", [], scan.Span(from, to));
        }

        // Braces, tags and code are not sentences.
        for (var i = from; i < to; i++)
        {
            if (scan.IsAny(i, "{", "}", "<", "`", "$", "^", "~", "\\") && !(scan.Is(i, "<") && i + 1 < to && char.IsAsciiDigit(scan.Tokens[i + 1].Text[0])))
                throw new Puzzle($"'{scan.Raw(i, Math.Min(to, i + 6))}' looks like code or markup, not like a rule. Please say it in plain words.", []);
        }
    }

    /// <summary>Whether the sentence has nothing that a rule could be made of.</summary>
    public static bool IsSmallTalk(List<Item> items) =>
        items.All(i => i is UnknownItem or FillerItem or VerbItem or JointItem or ReasonItem or VagueItem or FlagItem { Kind: W.Modal or W.Be or W.Together or W.Prefer or W.Allowed or W.Only } or SubjectItem { Set.IsPronoun: true })
        && items.Any(i => i is UnknownItem or VerbItem or VagueItem);

    /// <summary>"fraud-lm sees card data": who holds what is a label of the site, not a rule.</summary>
    public static SubjectItem? Fact(List<Item> items)
    {
        var content = items.Where(i => i is not (FillerItem or JointItem)).ToList();
        if (content is not [SubjectItem subject, VerbItem verb, ..] || subject.Set.Only || subject.Set.Negated || subject.Set.IsPronoun) return null;
        if (verb.Text is not ("sees" or "handles" or "processes" or "stores" or "holds" or "contains" or "carries" or "see" or "handle" or "process" or "store" or "hold" or "contain" or "carry" or "has" or "have" or "serves")) return null;
        return content.Skip(2).All(i => i is SubjectItem { Set: { IsGroup: true, IsPronoun: false }, Preposition: "" } or UnknownItem) ? subject : null;
    }
}

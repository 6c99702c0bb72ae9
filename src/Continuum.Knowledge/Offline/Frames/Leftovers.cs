using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>
/// Decides about words that no rule accounts for: harmless ones are shown as unmapped, anything that could hold a
/// constraint stops the reading.
/// </summary>
internal static class Leftovers
{
    public static void Check(Scan scan, Site site, Clause clause, FrameResult result)
    {
        foreach (var item in clause.Items)
        {
            switch (item)
            {
                case UnknownItem unknown:
                    Judge(scan, site, clause, unknown, result);
                    break;
                case ReasonItem reason:
                    result.Unmapped.Add(scan.Span(reason.From, reason.To));
                    break;
                case VagueItem vague:
                    if (scan.Tokens[vague.From].Text.EndsWith("ly", StringComparison.Ordinal) && clause.Of<PlaceItem>().Any() && clause.Of<SubjectItem>().Any()) result.Unmapped.Add(scan.Span(vague.From, vague.To));
                    else throw Vague(scan, site, vague);
                    break;
                case FlagItem { Kind: W.Apply or W.Exempt or W.Likewise } refers:
                    throw new Puzzle($"It is not clear what '{scan.Raw(refers.From, refers.To)}' refers to in '{scan.Raw(clause.Items[0].From, clause.Items[^1].To)}'. Please state that rule in full.", []);
                case FlagItem { Kind: W.Hedge } hedge:
                    throw new Puzzle($"'{scan.Raw(hedge.From, hedge.To)}' leaves open what must hold. Please say it without, for all that is meant and from when until when.", [], scan.Span(hedge.From, hedge.To));
                case ConditionItem condition:
                    throw new Puzzle($"Rules hold always or in a window of time, not '{scan.Raw(condition.From, clause.Items[^1].To)}'. Please say the rule without the condition.", []);
                case QuantityItem { Unit: QuantityUnit.Other } quantity:
                    throw new Puzzle($"'{scan.Raw(quantity.From, quantity.To)}' is not something a rule can bound. Latency in ms, hops, tokens per second, GPU count and GPU memory are.", []);
            }
        }
    }

    private static Puzzle Vague(Scan scan, Site site, VagueItem vague)
    {
        var word = scan.Raw(vague.From, vague.To);
        return new Puzzle($"'{word}' can mean many things. What exactly must hold: where it runs, which way its traffic takes, who may talk to it, or how fast it answers in ms?", Examples.For(site), scan.Span(vague.From, vague.To));
    }

    private static void Judge(Scan scan, Site site, Clause clause, UnknownItem item, FrameResult result)
    {
        var text = scan.Raw(item.From, item.To);
        if (site.Workloads.Any(w => string.Equals(w.Namespace, text, StringComparison.OrdinalIgnoreCase)))
            throw new Puzzle($"'{text}' is a namespace. Is everything in it meant?", [$"everything in namespace {site.Workloads.First(w => string.Equals(w.Namespace, text, StringComparison.OrdinalIgnoreCase)).Namespace}"], scan.Span(item.From, item.To));
        var near = NearestNames.Of(text, Names(site));
        var joined = item.To - item.From > 1 || scan.Tokens.Skip(item.From).Take(item.To - item.From).Any(t => t.Kind == TokenKind.Number || t.Text.Any(char.IsAsciiDigit));
        if (joined || near.Any(n => NearestNames.IsSlip(text, n)))
            throw new Puzzle(near.Count > 0 ? $"This site has nothing called '{text}'. Did you mean {string.Join(" or ", near)}?" : $"This site has nothing called '{text}', and it is not a word that is understood. What is meant?",
                near, scan.Span(item.From, item.To));
        // An adverb, or an adjective before a name that is known, takes nothing away from what is said.
        var adverb = text.EndsWith("ly", StringComparison.OrdinalIgnoreCase) && text.Length > 4;
        var next = clause.Items.FirstOrDefault(i => i.From >= item.To);
        var before = clause.Items.LastOrDefault(i => i.To <= item.From);
        var describes = next is SubjectItem { Set: { IsGroup: false, IsPronoun: false } } && before is FillerItem && scan.Is(before.From, W.Det) && scan.Tokens[item.From].Kind == TokenKind.Word;
        // Without another verb, a strange first word may be the verb, and may mean anything.
        describes = describes && (clause.Of<VerbItem>().Any() || clause.Has(W.Modal) || clause.Has(W.Be));
        if (adverb || describes)
        {
            result.Unmapped.Add(scan.Span(item.From, item.To));
            return;
        }

        throw new Puzzle(near.Count > 0 ? $"'{text}' is not understood. Did you mean {string.Join(" or ", near)}?" : $"'{text}' is not understood here. Please say it with names or labels of this site.",
            near, scan.Span(item.From, item.To));
    }

    private static IEnumerable<string> Names(Site site) =>
        site.Subjects.Select(s => s.Name).Concat(site.Nodes.Select(n => n.Name)).Concat(site.Switches.Select(s => s.Name))
            .Concat(site.Workloads.Select(w => w.Namespace))
            .Concat(site.Subjects.SelectMany(s => s.Labels.Values)).Concat(site.Nodes.SelectMany(n => n.Labels.Values)).Concat(site.Switches.SelectMany(s => s.Labels.Values))
            .Where(n => n.Length > 1);
}

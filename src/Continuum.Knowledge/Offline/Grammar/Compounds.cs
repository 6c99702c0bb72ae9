using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>
/// Decides whether a joined word may be read by its parts ("US-run") or only as one ("patient-bd", which is a name, though
/// "patient" is a word).
/// </summary>
internal static class Compounds
{
    private static readonly HashSet<string> Suffixes = new(StringComparer.Ordinal)
    {
        "run", "operated", "owned", "based", "controlled", "managed", "hosted", "located", "only", "labelled", "labeled", "tagged",
        "level", "class", "trust", "enabled", "capable", "compliant", "certified", "related", "bound", "equipped", "resident", "backed",
        "bearing", "handling", "processing", "carrying", "holding", "containing", "classified", "side", "wide", "data", "trusted",
        "encrypted", "jurisdiction", "administered", "operator", "token", "percentile", "initiated", "incorporated", "headquartered", "tier", "side",
        "wide", "owned", "domiciled", "registered", "accredited", "traffic", "approved", "or", "zone", "region", "rated", "sited", "marked",
    };

    private static readonly HashSet<string> Prefixes = new(StringComparer.Ordinal)
    {
        "non", "un", "not", "low", "high", "medium", "all", "any", "tier", "trust", "under", "sub", "p", "first", "next", "per", "port", "tcp", "udp", "mid", "pre",
    };

    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
    {
        "ms", "s", "sec", "secs", "second", "seconds", "us", "µs", "μs", "gb", "gib", "mb", "mib", "tb", "hop", "hops", "th", "st", "nd", "rd",
        "percent", "tok", "tokens", "tps", "h", "hour", "hours", "d", "day", "days", "week", "weeks", "min", "mins", "minutes", "x", "gpu",
        "gpus", "millisecond", "milliseconds", "k", "month", "months", "am", "pm", "link", "links", "km", "mbps", "gbps", "g", "minute",
    };

    public static bool MayBeSplit(Scan scan, int start, int end)
    {
        var tokens = scan.Tokens;
        if (Covers(scan, start, end)) return false;
        if (Enumerable.Range(start + 1, end - start - 1).All(i => tokens[i].Glue == '/')) return true;
        if (tokens[start].Kind == TokenKind.Number && (Units.Contains(tokens[start + 1].Text) || IsDate(tokens, start, end))) return true;
        if (tokens[start].Kind == TokenKind.Number && end - start == 2 && tokens[end - 1].Kind == TokenKind.Number) return true;
        if (tokens[start].Text is "p" or "q" && end - start == 2 && tokens[start + 1].Kind == TokenKind.Number) return true;
        if (Suffixes.Contains(tokens[end - 1].Text) && (end - start == 2 || Known(scan, start, end - 1))) return true;
        if (tokens[end - 1].Text is "s" or "gpus" && tokens[start].Kind == TokenKind.Number) return true;
        if (Prefixes.Contains(tokens[start].Text) && Known(scan, start + 1, end)) return true;
        return Chain(scan, start, end);
    }

    // The whole is one phrase that is known.
    private static bool Covers(Scan scan, int start, int end) =>
        scan.EntitiesAt(start).Any(e => e.Length == end - start) || scan.WordsAt(start).Any(w => w.Length >= end - start)
        || (scan.Territory(start, out var length) is not null && length == end - start)
        || scan.EntitiesAt(start).Any(e => e.Entity is not KeyEntity && e.Length > end - start);

    private static bool Known(Scan scan, int start, int end) =>
        start < end && (scan.EntitiesAt(start).Any(e => e.Length == end - start) || scan.WordsAt(start).Any(w => w.Length == end - start)
        || (scan.Territory(start, out var length) is not null && length == end - start)
        || (scan.Data(start, out length) is not null && length == end - start)
        || (end - start == 2 && Suffixes.Contains(scan.Tokens[end - 1].Text) && Known(scan, start, end - 1)));

    // s1-s2, a<->b written with one dash, EU-US: names one after another, or countries. A name with a country behind it
    // ("web-eu") is another name, and most likely none of this site.
    private static bool Chain(Scan scan, int start, int end)
    {
        var at = start;
        var (parts, countries) = (0, 0);
        while (at < end)
        {
            if (parts > 0 && scan.Is(at, "to")) at++;
            var step = scan.EntitiesAt(at).Where(e => e.Entity is SwitchEntity or SubjectEntity or NodeEntity && at + e.Length <= end && (at + e.Length == end || scan.Tokens[at + e.Length].Glue is '-' or '/'))
                .Select(e => e.Length).DefaultIfEmpty().Max();
            if (step == 0 && scan.Territory(at, out var length) is not null)
            {
                step = length;
                countries++;
            }

            if (step == 0) return false;
            at += step;
            parts++;
        }

        return parts > 1 && (countries == 0 || countries == parts);
    }

    private static bool IsDate(List<Token> tokens, int start, int end) =>
        end - start >= 3 && tokens[start].Text.Length == 4 && Enumerable.Range(start + 1, 2).All(i => tokens[i].Kind == TokenKind.Number);
}

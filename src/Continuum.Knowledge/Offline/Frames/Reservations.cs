using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>
/// Wordings whose parts are all understood and whose sum is not: exceptions to a whole, pairings, changes over time.
/// Read word by word they give a rule, and often the opposite one, so they are asked about before anything is read.
/// </summary>
internal static class Reservations
{
    /// <summary>Looks at the tokens of one sentence.</summary>
    /// <exception cref="Puzzle">It holds such a wording.</exception>
    public static void Refuse(Scan scan, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (Asks(scan, from, i, to) is { } why) throw new Puzzle(why, [], scan.Span(from, to));
        }
    }

    private static string? Asks(Scan scan, int from, int at, int to)
    {
        if (scan.Is(at, "\"") && at > from && Closing(scan, at, to) is { } closing && closing - at > 4)
            return $"What is to be done with the quoted '{scan.Raw(at + 1, closing)}'? Please state the rule itself, without quotation marks.";
        if (scan.Is(at, "respectively"))
            return "'Respectively' pairs the names one by one. Please say each pair in a sentence of its own.";
        if (scan.Is(at, "not") && scan.IsAny(at + 1, "all", "every", "everything"))
            return $"'{scan.Raw(at, at + 2)}' leaves open which ones are meant. Please name those that may not.";
        if (scan.Is(at, "excepted"))
            return "It is not clear what is excepted from what. Please say the exception as 'except ...' behind what it is an exception to.";
        if (scan.IsAny(at, "afterwards", "thereafter") && Any(scan, from, at, "until", "till"))
            return $"What holds until then and what holds '{scan.Raw(at, at + 1)}' are two rules. Please say each in a sentence of its own, with its dates.";
        if (scan.Is(at, "either") && Any(scan, from, at, "avoid", "bypass", "not", "never"))
            return "It is not clear whether both are forbidden or one of them. Please name each that is.";
        if (scan.Is(at, "encrypted") && at == from && Describes(scan, at, to))
            return "'Encrypted' is asked of links, not of workloads. Which links must be encrypted, and where must what run?";
        if (scan.Len(at, W.Except) is > 0 and var length && scan.IsAny(at + length, "in", "on", "at") && Any(scan, from, at, "outside"))
            return "An exception to 'outside' turns it round once more. Please name the places that are allowed.";
        if (Arranges(scan, at) && Enumerable.Range(from, at - from).Any(i => Arranges(scan, i) && scan.Is(i, "apart") != scan.Is(at, "apart") && !Verb(scan, i, at)))
            return "It is not clear what stands apart and what stands together. Please say each in a sentence of its own.";
        return ExceptionToAll(scan, from, at, to) ?? TwoLabels(scan, at, to) ?? HoursOfADay(scan, from, at, to);
    }

    // "a and b apart, c and d together": without a verb of its own the second half is taken for the other side of the first.
    private static bool Arranges(Scan scan, int at) => scan.IsAny(at, "apart", "together");

    private static bool Verb(Scan scan, int from, int to) => Any(scan, from, to, "must", "should", "shall", "keep", "put", "place", "stand", "stands", "run", "runs", "stay", "from");

    // "avoid all but s1" forbids everything else, "anywhere but France and the US-run nodes" both of them: an exception
    // to a whole turns what is read after it round.
    private static string? ExceptionToAll(Scan scan, int from, int at, int to)
    {
        if (!scan.IsAny(at, "all", "every", "any", "each", "everything", "anything", "anywhere", "everywhere")) return null;
        var except = at + 1;
        while (except < to && except < at + 4 && scan.Len(except, W.Except) == 0 && !scan.Is(except, "but")) except++;
        if (except >= to || except >= at + 4 || scan.Reads(except, "but", "also")) return null;
        var avoids = Any(scan, from, at, "avoid", "avoids", "bypass", "bypasses", "shun", "skip");
        var several = Any(scan, except, to, "and", "or", "nor") && Any(scan, except, to, "run", "operated", "owned");
        return avoids || several
            ? $"It is not clear what '{scan.Raw(at, Math.Min(to, except + 2))}' leaves over. Please name what is allowed ('only over ...', 'only on ...') or each that is not."
            : null;
    }

    // "with data=phi and app=patient-db": both, or either?
    private static string? TwoLabels(Scan scan, int at, int to)
    {
        if (!scan.Is(at, "=")) return null;
        for (var i = at + 2; i < Math.Min(to - 2, at + 4); i++)
        {
            if (scan.Is(i, "and") && scan.Is(i + 2, "=") && scan.Tokens[at - 1].Text != scan.Tokens[i + 1].Text)
                return $"Must '{scan.Raw(at - 1, i)}' and '{scan.Raw(i + 1, Math.Min(to, i + 4))}' both hold of one workload, or either? Please name the workloads.";
        }

        return null;
    }

    // Times of day beside a date: which of the two bounds the window is not settled.
    private static string? HoursOfADay(Scan scan, int from, int at, int to)
    {
        if (!scan.IsAny(at, "between", "from") || !IsTime(scan, at + 1, to)) return null;
        for (var i = at + 2; i < Math.Min(to, at + 9); i++)
        {
            if (scan.Is(i, "on") && i + 1 < to && scan.Tokens[i + 1].Text.Any(char.IsAsciiDigit))
                return $"Please say the window with a date at each end, e.g. 'from 2027-02-01 08:00 to 2027-02-01 18:00', instead of '{scan.Raw(at, Math.Min(to, i + 2))}'.";
        }

        return null;
    }

    private static int? Closing(Scan scan, int at, int to)
    {
        for (var i = at + 1; i < to; i++)
        {
            if (scan.Is(i, "\"")) return i;
        }

        return null;
    }

    private static bool IsTime(Scan scan, int at, int to) =>
        at < to && char.IsAsciiDigit(scan.Tokens[at].Text[0]) && (scan.Tokens[at].Text.Contains(':', StringComparison.Ordinal) || scan.Is(at + 1, ":"));

    // "Encrypted phi workloads ..." speaks of workloads; "encrypted links only" does not.
    private static bool Describes(Scan scan, int at, int to)
    {
        for (var i = at + 1; i < Math.Min(to, at + 4); i++)
        {
            if (scan.IsAny(i, "workload", "workloads", "service", "services", "database", "databases", "application", "applications", "app", "apps")) return true;
            if (scan.IsAny(i, "link", "links", "path", "paths", "traffic", "connection", "connections", "route", "routes", "hop", "hops", "wire", "wires")) return false;
        }

        return false;
    }

    private static bool Any(Scan scan, int from, int to, params ReadOnlySpan<string> words)
    {
        for (var i = from; i < to; i++)
        {
            if (scan.IsAny(i, words)) return true;
        }

        return false;
    }
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads when a rule is in force: "until Friday", "from 1 to 24 December", "for the next two weeks".</summary>
internal sealed class WindowReader
{
    private readonly Scan scan;
    private readonly DateReader dates;
    private readonly TimeZoneInfo zone;
    private readonly DateTime now;
    private readonly DateTimeOffset instant;

    public WindowReader(Scan scan, Site site, DateTimeOffset at)
    {
        this.scan = scan;
        zone = TimeZoneInfo.TryFindSystemTimeZoneById(site.Timezone, out var found) ? found : TimeZoneInfo.Utc;
        instant = at;
        now = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        dates = new DateReader(scan, now);
    }

    /// <summary>The window at the token, or null.</summary>
    public Validity? Read(int at, out int end)
    {
        end = at;
        var recurring = scan.Len(at, W.Recurring);
        if (recurring > 0 && scan.NameLength(at) == 0)
            throw new Puzzle($"Windows that recur ('{scan.Raw(at, at + recurring)}') are not supported: a rule is in force from one moment until another. From when until when shall it hold?", ["always"], scan.Span(at, at + recurring));
        var i = at;
        if (scan.IsAny(i, "only", "valid", "effective", "in", "active", "starting", "beginning", "and", "temporarily") && !scan.Is(i, "and"))
        {
            var k = i + 1;
            if (scan.Is(i, "in") && scan.IsAny(k, "force", "effect")) k++;
            else if (scan.Is(i, "in")) k = i;
            if (k > i && !scan.IsAny(i, "starting", "beginning") && Read(k, out end) is { } inner) return inner;
        }

        if (scan.IsAny(i, "until", "till", "til", "thru") || scan.Reads(i, "up", "until") || scan.Reads(i, "valid", "to") || (scan.IsAny(i, "through", "before", "expiring", "expires", "ending", "to") && !scan.Is(i, "to")))
        {
            var k = i + (scan.Is(i, "up") || scan.Is(i, "valid") ? 2 : 1);
            if (scan.IsAny(k, "on", "at", "and", "including") && !scan.Reads(k, "and", "from")) k++;
            if (scan.IsAny(k, "including")) k++;
            if (scan.Reads(k, "further", "notice"))
            {
                end = k + 2;
                return new Validity(null, null);
            }

            if (dates.Read(k, out end) is { } last) return new Validity(null, Instant(scan.IsAny(i, "before") ? last.Start : last.End));
            if (Duration(k, out end) is { } left && scan.Is(end, "from") && scan.Is(end + 1, "now"))
            {
                end += 2;
                return new Validity(null, Instant(now + left));
            }
        }
        else if (scan.IsAny(i, "from", "between", "starting", "beginning", "after", "as", "since", "effective", "start"))
        {
            var k = i + 1;
            while (scan.IsAny(k, "from", "on", "of", "at", "with")) k++;
            if (scan.Reads(k, "now", "on") || (scan.Is(k, "now") && !scan.IsAny(k + 1, "until", "to", "till")))
            {
                end = k + (scan.Is(k + 1, "on") ? 2 : 1);
                return scan.IsAny(end, "until", "till") && Read(end, out end) is { } rest ? rest : new Validity(null, null);
            }

            Dated? first = scan.Is(k, "now") ? new Dated(now, now) : dates.Read(k, out end);
            if (scan.Is(k, "now")) end = k + 1;
            // "from 1 to 24 December": the month follows the second day.
            if (first is null && k + 2 < scan.Count && scan.Tokens[k].Kind == Text.TokenKind.Number && scan.IsAny(k + 1, "to", "until", "and", "\u2013", "through") && dates.Read(k + 2, out end) is { } to
                && double.Parse(scan.Tokens[k].Text, System.Globalization.CultureInfo.InvariantCulture) is >= 1 and <= 31 and var day && to.End - to.Start == TimeSpan.FromDays(1))
                return new Validity(Instant(new DateTime(to.Start.Year, to.Start.Month, (int)day)), Instant(to.End));
            if (first is { } start)
            {
                var open = scan.Is(i, "after") ? start.End : start.Start;
                var m = end;
                while (scan.IsAny(m, "on", "onwards", "onward", "forward", ",")) m++;
                if (scan.IsAny(m, "to", "until", "till", "through", "and", "\u2013", "-") && !(scan.Is(m, "and") && !scan.Is(i, "between")))
                {
                    var n = m + 1;
                    while (scan.IsAny(n, "including", "on")) n++;
                    if (dates.Read(n, out var stop) is { } finish)
                    {
                        end = stop;
                        if (start.Start == start.End && finish.Start == finish.End && !HasDay(k, stop))
                            throw new Puzzle($"'{scan.Raw(at, stop)}' gives no day. A rule is in force from one moment until another, not every day anew: from which day until which?", [], scan.Span(at, stop));
                        var close = finish.End;
                        // "from December to January": the next one after the start, unless the text gives the year.
                        if (!HasYear(n, stop))
                        {
                            if (close < open && close.AddDays(8) < open) close = close.AddYears(1);
                            if (close <= open && close.AddDays(7) > open) close = close.AddDays(7);
                        }

                        return new Validity(Instant(open), Instant(close));
                    }
                }

                if (scan.Is(i, "between"))
                {
                    end = at;
                    return null;
                }

                while (scan.IsAny(end, "on", "onwards", "onward", "forward") && !(scan.Is(end, "on") && scan.Is(end + 1, W.Det))) end++;
                return new Validity(Instant(open), null);
            }
        }
        else if (scan.IsAny(i, "for", "over", "during", "within", "in", "throughout"))
        {
            var k = i + 1;
            while (scan.IsAny(k, "the", "about", "all", "of", "whole", "only")) k++;
            var next = scan.IsAny(k, "next", "coming", "following");
            if (next) k++;
            if ((scan.Is(i, "for") || next) && Duration(k, out end) is { } length) return new Validity(scan.Is(i, "in") ? null : null, Instant(now + length));
            if (scan.IsAny(i, "during", "in", "throughout", "for", "over") && dates.Read(next ? k - 1 : k, out end) is { } span && span.End - span.Start > TimeSpan.Zero)
                return new Validity(Instant(span.Start), Instant(span.End));
        }
        else if (scan.Is(i, "on") || scan.IsAny(i, "today", "tomorrow", "tonight", "this", "next"))
        {
            var k = scan.Is(i, "on") ? i + 1 : i;
            if (!(scan.Is(i, "on") && scan.NameLength(k) > 0) && dates.Read(k, out end) is { } day && day.End > day.Start) return new Validity(Instant(day.Start), Instant(day.End));
        }

        end = at;
        return null;
    }

    private bool HasYear(int from, int to) => Enumerable.Range(from, to - from).Any(i => scan.Tokens[i] is { Kind: Text.TokenKind.Number, Text.Length: 4 });

    // Whether a day is named between two tokens, not just a time.
    private bool HasDay(int from, int to) => Enumerable.Range(from, to - from).Any(i => scan.Tokens[i].Text.Length > 3 || scan.IsAny(i, "mon", "tue", "wed", "thu", "fri", "sat", "sun", "now"));

    private TimeSpan? Duration(int at, out int end)
    {
        end = at;
        var i = at;
        double number;
        var unitOnly = scan.IsAny(i, "hour", "day", "week", "fortnight", "month", "year", "quarter");
        if (unitOnly) number = 1;
        else if (scan.IsAny(i, "a", "an", "one")) (number, i) = (1, i + 1);
        else if (scan.IsAny(i, "couple")) (number, i) = (2, i + (scan.Is(i + 1, "of") ? 2 : 1));
        else if (Numbers.Read(scan, i, out var length) is { } n) (number, i) = (n, i + length);
        else return null;
        if (i >= scan.Count) return null;
        var unit = scan.Tokens[i].Text;
        end = i + 1;
        return unit switch
        {
            "minute" or "minutes" or "min" or "mins" => TimeSpan.FromMinutes(number),
            "hour" or "hours" or "h" or "hrs" => TimeSpan.FromHours(number),
            "day" or "days" or "d" => TimeSpan.FromDays(number),
            "week" or "weeks" => TimeSpan.FromDays(7 * number),
            "fortnight" => TimeSpan.FromDays(14 * number),
            "month" or "months" => now.AddMonths((int)number) - now,
            "quarter" or "quarters" => now.AddMonths((int)number * 3) - now,
            "year" or "years" => now.AddYears((int)number) - now,
            _ => null,
        };
    }

    private DateTimeOffset Instant(DateTime local)
    {
        if (local == now) return instant;
        var moment = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        // A time that the clock skips is read an hour later.
        if (zone.IsInvalidTime(moment)) moment = moment.AddHours(1);
        return new DateTimeOffset(moment, zone.GetUtcOffset(moment));
    }
}

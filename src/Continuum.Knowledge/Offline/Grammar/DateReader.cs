using System.Globalization;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>A moment or a span that a text names, in local time. A day is a span: it ends at the next midnight.</summary>
internal readonly record struct Dated(DateTime Start, DateTime End);

/// <summary>Reads dates relative to a local now: "Friday", "1 December", "2026-12-01 18:00", "end of the month", "next week".</summary>
internal sealed class DateReader(Scan scan, DateTime now)
{
    private static readonly string[] Months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public Dated? Read(int at, out int end)
    {
        end = at;
        var i = at;
        while (scan.IsAny(i, "the", "on", "at") || (scan.Is(i, "of") && i == at)) i++;
        if (Day(i, out var after) is { } day)
        {
            i = after;
            end = i;
            var k = i;
            while (scan.IsAny(k, "at", ",", "t")) k++;
            if (Time(k, out after) is { } time && day.End - day.Start == TimeSpan.FromDays(1))
            {
                end = after;
                return new Dated(day.Start + time, day.Start + time);
            }

            return day;
        }

        if (Time(i, out after) is { } today)
        {
            end = after;
            // A day may follow: "18:00 on Friday", "6 pm tomorrow".
            var k = after;
            while (scan.IsAny(k, "on", "of")) k++;
            if (Day(k, out after) is { } on)
            {
                end = after;
                return new Dated(on.Start + today, on.Start + today);
            }

            var moment = now.Date + today;
            if (moment <= now) moment = moment.AddDays(1);
            return new Dated(moment, moment);
        }

        return null;
    }

    private Dated? Day(int at, out int end)
    {
        end = at;
        if (Iso(at, out end) is { } iso) return Whole(iso);
        if (scan.Is(at, "today") || scan.Is(at, "tonight")) return One(now.Date, at, out end);
        if (scan.Is(at, "tomorrow")) return One(now.Date.AddDays(1), at, out end);
        if (scan.Is(at, "midnight"))
        {
            end = at + 1;
            return new Dated(now.Date.AddDays(1), now.Date.AddDays(1));
        }

        var i = at;
        if (scan.IsAny(i, "end", "close"))
        {
            i++;
            while (scan.IsAny(i, "of", "the", "this", "s")) i++;
            if (scan.Is(i, "next") || Span(i, out _) is not null)
            {
                var inner = Span(i, out end);
                return inner is { } span ? new Dated(span.End, span.End) : null;
            }

            end = at;
            return null;
        }

        return Span(at, out end);
    }

    private Dated? Span(int at, out int end)
    {
        end = at;
        var i = at;
        var next = scan.IsAny(i, "next", "coming", "following") || scan.Is(i, "upcoming");
        if (next || scan.IsAny(i, "this", "current")) i++;
        var monday = now.Date.AddDays(-(((int)now.DayOfWeek + 6) % 7));
        if (scan.Is(i, "week"))
        {
            end = i + 1;
            return next ? new Dated(monday.AddDays(7), monday.AddDays(14)) : new Dated(monday, monday.AddDays(7));
        }

        if (scan.Is(i, "weekend"))
        {
            end = i + 1;
            return next ? new Dated(monday.AddDays(12), monday.AddDays(14)) : new Dated(monday.AddDays(5), monday.AddDays(7));
        }

        if (scan.Is(i, "month"))
        {
            end = i + 1;
            var first = new DateTime(now.Year, now.Month, 1).AddMonths(next ? 1 : 0);
            return new Dated(first, first.AddMonths(1));
        }

        if (scan.Is(i, "year"))
        {
            end = i + 1;
            var first = new DateTime(now.Year + (next ? 1 : 0), 1, 1);
            return new Dated(first, first.AddYears(1));
        }

        if (scan.Is(i, "quarter"))
        {
            end = i + 1;
            var first = new DateTime(now.Year, (now.Month - 1) / 3 * 3 + 1, 1).AddMonths(next ? 3 : 0);
            return new Dated(first, first.AddMonths(3));
        }

        if (i < scan.Count && Weekday(scan.Tokens[i].Text) is { } weekday)
        {
            var days = ((int)weekday - (int)now.DayOfWeek + 7) % 7;
            // "next Friday" said on a Wednesday is the one of next week.
            var day = now.Date.AddDays(days == 0 ? 7 : days);
            if (scan.Is(at, "next") && day < monday.AddDays(7)) day = day.AddDays(7);
            if (scan.Is(at, "this") && days == 0) day = now.Date;
            end = i + 1;
            // "Monday 4 January 2027": the date says which Monday.
            var date = end;
            while (scan.IsAny(date, ",", "the")) date++;
            if (MonthDay(date, out var stop) is { } exact && exact.End - exact.Start == TimeSpan.FromDays(1) || Iso(date, out stop) is { } iso && Whole(iso) is var whole && (exact = whole) == whole)
            {
                if (exact.Start.DayOfWeek != weekday) throw new Puzzle($"'{scan.Raw(i, stop)}' is a {exact.Start.DayOfWeek}. Which day is meant?", [], scan.Span(i, stop));
                end = stop;
                return exact;
            }

            while (scan.IsAny(end, "morning", "evening", "night", "afternoon")) end++;
            return Whole(day);
        }

        return MonthDay(i, out end);
    }

    // 1 December 2026; December 1st, 2026; Dec 1; December; 1st of December; 2027
    private Dated? MonthDay(int at, out int end)
    {
        end = at;
        int? day = null;
        var i = at;
        if (DayNumber(i, out var after) is { } before)
        {
            day = before;
            i = after;
            if (scan.Is(i, "of")) i++;
        }

        if (i >= scan.Count || Month(scan.Tokens[i].Text) is not { } month)
        {
            if (day is null or > 31 || true)
            {
                if (at < scan.Count && scan.Tokens[at] is { Kind: TokenKind.Number, Text.Length: 4 } token && int.Parse(token.Text, CultureInfo.InvariantCulture) is > 2000 and < 2200 and var only && !Scales(at + 1))
                {
                    end = at + 1;
                    return new Dated(new DateTime(only, 1, 1), new DateTime(only + 1, 1, 1));
                }
            }

            return null;
        }

        // "may" is also a verb: it is a month only beside a number.
        if (scan.Is(i, "may") && day is null && DayNumber(i + 1, out _) is null && !IsYear(i + 1)) return null;
        i++;
        if (scan.Is(i, ".") && day is not null | DayNumber(i + 1, out _) is not null && i < scan.Count && !scan.Tokens[i - 1].Raw.Equals(scan.Tokens[i - 1].Text, StringComparison.Ordinal) && scan.Tokens[i - 1].Text.Length == 3) i++;
        if (day is null && !IsYear(i) && DayNumber(i, out after) is { } later)
        {
            day = later;
            i = after;
        }

        var year = now.Year;
        var hasYear = false;
        var k = i;
        if (scan.Is(k, ",")) k++;
        if (IsYear(k))
        {
            year = int.Parse(scan.Tokens[k].Text, CultureInfo.InvariantCulture);
            hasYear = true;
            i = k + 1;
        }

        end = i;
        if (day is { } d)
        {
            if (d > DateTime.DaysInMonth(year, month)) return null;
            var date = new DateTime(year, month, d);
            if (!hasYear && date < now.Date) date = date.AddYears(1);
            return Whole(date);
        }

        var first = new DateTime(year, month, 1);
        if (!hasYear && first.AddMonths(1) <= now) first = first.AddYears(1);
        return new Dated(first, first.AddMonths(1));
    }

    private bool Scales(int at) => scan.IsAny(at, "ms", "s", "tokens", "hops", "gb", "mbps");

    private bool IsYear(int at) => at < scan.Count && scan.Tokens[at] is { Kind: TokenKind.Number, Text.Length: 4 } token && token.Text.StartsWith('2');

    private int? DayNumber(int at, out int end)
    {
        end = at;
        if (Numbers.Ordinal(scan, at, out var length) is { } ordinal and <= 31)
        {
            end = at + length;
            return ordinal;
        }

        if (at >= scan.Count || scan.Tokens[at] is not { Kind: TokenKind.Number, Text.Length: <= 2 } token) return null;
        var day = int.Parse(token.Text, CultureInfo.InvariantCulture);
        if (day is < 1 or > 31) return null;
        end = at + 1;
        if (scan.IsAny(end, "st", "nd", "rd", "th") && scan.Tokens[end].Glued) end++;
        return day;
    }

    private DateTime? Iso(int at, out int end)
    {
        end = at;
        if (at + 2 >= scan.Count) return null;
        var (a, b, c) = (scan.Tokens[at], scan.Tokens[at + 1], scan.Tokens[at + 2]);
        // 31.12.2026 and 31/12/2026
        var yearFirst = a.Text.Length == 4;
        if (a.Kind != TokenKind.Number || b.Kind != TokenKind.Number || c.Kind != TokenKind.Number || !b.Glued || b.Glue != c.Glue) return null;
        if (!yearFirst && c.Text.Length != 4) return null;
        if (yearFirst && b.Glue is not ('-' or '/' or '.')) return null;
        var (y, m, d) = yearFirst ? (a, b, c) : (c, b, a);
        var month = int.Parse(m.Text, CultureInfo.InvariantCulture);
        var day = int.Parse(d.Text, CultureInfo.InvariantCulture);
        var year = int.Parse(y.Text, CultureInfo.InvariantCulture);
        if (!yearFirst && b.Glue == '/' && month <= 12 && day <= 12 && month != day)
        {
            throw new Puzzle($"'{scan.Raw(at, at + 3)}' can be read with the day or the month first. Which date is meant?",
                [$"{year:0000}-{month:00}-{day:00}", $"{year:0000}-{day:00}-{month:00}"], scan.Span(at, at + 3));
        }

        if (!yearFirst && b.Glue == '/' && month > 12) (month, day) = (day, month);
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            throw new Puzzle($"'{scan.Raw(at, at + 3)}' is not a date. Which date is meant, as in 2026-12-31?", [], scan.Span(at, at + 3));
        end = at + 3;
        return new DateTime(year, month, day);
    }

    // 18:00; 6 pm; 6:30 am; noon
    private TimeSpan? Time(int at, out int end)
    {
        end = at;
        if (at >= scan.Count) return null;
        if (scan.Is(at, "noon"))
        {
            end = at + 1;
            return TimeSpan.FromHours(12);
        }

        // An ISO time glued to its date: 2026-12-01T18:00.
        if (scan.Tokens[at] is not { Kind: TokenKind.Number, Text.Length: <= 2 } hourToken) return null;
        var hour = int.Parse(hourToken.Text, CultureInfo.InvariantCulture);
        var minute = 0;
        var i = at + 1;
        var exact = false;
        if (scan.Is(i, ":") && i + 1 < scan.Count && scan.Tokens[i + 1] is { Kind: TokenKind.Number, Text.Length: 2 } minutes)
        {
            minute = int.Parse(minutes.Text, CultureInfo.InvariantCulture);
            i += 2;
            exact = true;
            if (scan.Is(i, ":") && i + 1 < scan.Count && scan.Tokens[i + 1].Kind == TokenKind.Number) i += 2;
            if (scan.Is(i, "z")) i++;
        }

        if (scan.IsAny(i, "am", "pm"))
        {
            if (scan.Is(i, "pm") && hour < 12) hour += 12;
            if (scan.Is(i, "am") && hour == 12) hour = 0;
            i++;
            exact = true;
        }
        else if (scan.Reads(i, "o", "'", "clock"))
        {
            i += 3;
            exact = true;
        }

        if (!exact || hour > 24 || minute > 59) return null;
        while (scan.IsAny(i, "utc", "cet", "local") && scan.IsAny(i, "local")) i++;
        if (scan.Is(i, "time") && scan.Is(i - 1, "local")) i++;
        end = i;
        return new TimeSpan(hour, minute, 0);
    }

    private static int? Month(string word)
    {
        if (word is "sept") return 9;
        for (var i = 0; i < 12; i++)
        {
            if (word == Months[i] || (word.Length == 3 && Months[i].StartsWith(word, StringComparison.Ordinal))) return i + 1;
        }

        return null;
    }

    private static DayOfWeek? Weekday(string word)
    {
        for (var i = 0; i < 7; i++)
        {
            if (word == Days[i] || (word.Length is 3 or 4 && word is not "sun" and not "thur" && Days[i].StartsWith(word, StringComparison.Ordinal)) || (word is "thur" or "thurs" && i == 4)) return (DayOfWeek)i;
        }

        return null;
    }

    private static Dated Whole(DateTime day) => new(day, day.AddDays(1));

    private static Dated One(DateTime day, int at, out int end)
    {
        end = at + 1;
        return Whole(day);
    }
}

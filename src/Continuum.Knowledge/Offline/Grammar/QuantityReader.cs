using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads bounds and percentiles.</summary>
internal sealed class QuantityReader(Scan scan)
{
    public Item? Read(int at, out int end)
    {
        end = at;
        return Percentile(at, out end) ?? Quantity(at, out end);
    }

    // p95; 95th percentile; for 99 % of requests; in 95 percent of cases; at the median
    private Item? Percentile(int at, out int end)
    {
        end = at;
        var i = at;
        while (scan.IsAny(i, "at", "in", "for", "the", "on", "a", "@", "(")) i++;
        if (scan.Is(i, "p") && i + 1 < scan.Count && scan.Tokens[i + 1] is { Kind: TokenKind.Number, Glued: true } short_)
        {
            end = i + 2;
            if (scan.IsAny(end, "level", "percentile")) end++;
            if (scan.Is(i - 1, "(") && scan.Is(end, ")")) end++;
            return Percent(at, end, double.Parse(short_.Text, System.Globalization.CultureInfo.InvariantCulture));
        }

        if (scan.Is(i, "median"))
        {
            end = i + 1;
            return new PercentileItem(at, end, 50);
        }

        if (scan.Is(i, "percentile") && i + 1 < scan.Count && scan.Tokens[i + 1].Kind == TokenKind.Number)
        {
            end = i + 2;
            return Percent(at, end, double.Parse(scan.Tokens[i + 1].Text, System.Globalization.CultureInfo.InvariantCulture));
        }

        if (scan.Reads(i, "all", "requests") || scan.Reads(i, "every", "request") || scan.Reads(i, "each", "request"))
        {
            end = i + 2;
            return at == i ? null : new PercentileItem(at, end, 100);
        }

        while (scan.Reads(i, "at", "least")) i += 2;
        if (Numbers.Ordinal(scan, i, out var ordinalLength) is { } nth && scan.Is(i + ordinalLength, "percentile"))
        {
            end = i + ordinalLength + 1;
            return Percent(at, end, nth);
        }

        // 95 times out of 100
        if (Numbers.Read(scan, i, out var timesLength) is { } times && scan.Reads(i + timesLength, "times", "out", "of") && Numbers.Read(scan, i + timesLength + 3, out var triesLength) is { } tries and > 0)
        {
            end = i + timesLength + 3 + triesLength;
            return Percent(at, end, 100 * times / tries);
        }

        // 99 out of 100 requests
        if (Numbers.Read(scan, i, out var partLength) is { } part && (scan.Reads(i + partLength, "out", "of") || scan.Is(i + partLength, "of")))
        {
            var k = i + partLength + (scan.Is(i + partLength, "out") ? 2 : 1);
            if (scan.Is(k, "every")) k++;
            if (Numbers.Read(scan, k, out var wholeLength) is { } whole and > 0 && scan.IsAny(k + wholeLength, "requests", "cases", "times", "answers", "calls", "queries", "responses", "prompts"))
            {
                end = k + wholeLength + 1;
                return Percent(at, end, 100 * part / whole);
            }
        }

        if (Numbers.Read(scan, i, out var length) is not { } number) return Nothing(at, out end);
        i += length;
        var ordinal = scan.IsAny(i, "st", "nd", "rd", "th") && scan.Tokens[i].Glued;
        if (ordinal) i++;
        if (scan.Is(i, "-")) i++;
        if (scan.Is(i, "percentile") || (ordinal && scan.Is(i, "percentile")))
        {
            end = i + 1;
            if (scan.Reads(end, "of", "requests")) end += 2;
            return Percent(at, end, number);
        }

        if (!scan.IsAny(i, "%", "percent", "pct") && !(scan.Is(i, "per") && scan.Is(i + 1, "cent"))) return Nothing(at, out end);
        i += scan.Is(i, "per") ? 2 : 1;
        if (scan.Is(i, "of"))
        {
            i++;
            while (scan.IsAny(i, "all", "the", "its", "user", "our", "patient")) i++;
            if (scan.IsAny(i, "requests", "cases", "time", "answers", "calls", "queries", "responses", "tokens", "prompts", "users", "replies")) i++;
            else if (Enumerable.Range(i, 4).Any(k => scan.IsAny(k, "requests", "answers", "cases", "responses", "queries", "prompts", "calls"))) { }
            else return Nothing(at, out end);
        }

        end = i;
        return Percent(at, end, number);
    }

    private PercentileItem Percent(int at, int end, double number)
    {
        if (number is < 1 or > 100 || number != Math.Floor(number))
            throw new Puzzle($"'{scan.Raw(at, end)}' is not a percentile that can be asked for: whole numbers from 1 to 100 can. Which one is meant?", ["p50", "p95", "p99"], scan.Span(at, end));
        return new PercentileItem(at, end, (int)number);
    }

    private Item? Quantity(int at, out int end)
    {
        end = at;
        var i = at;
        var bound = Bound.Unsaid;
        var any = false;
        while (true)
        {
            var most = scan.Len(i, W.AtMost);
            var least = scan.Len(i, W.AtLeast);
            if (Math.Max(most, least) == 0)
            {
                if (any && scan.IsAny(i, "a", "the", "about", "than", "of", "to", "within", "be", "only", "one", "its") && !(scan.Is(i, "one") && Numbers.Read(scan, i, out _) is not null)) { i++; continue; }
                break;
            }

            // "not exceed", "not drop below" carry their negation; "inside" and the like need a number next.
            var next = most >= least ? Bound.AtMost : Bound.AtLeast;
            // "over fewer than 3 hops": the last comparison is the bound.
            bound = next;
            any = true;
            i += Math.Max(most, least);
        }

        if (Numbers.Read(scan, i, out var length) is not { } number)
        {
            // "a single hop", "one hop"
            if (any && scan.Is(i, "single") && scan.Is(i + 1, "hop")) (number, length) = (1, 1);
            else return Nothing(at, out end);
        }

        i += length;
        if (scan.IsAny(i, "-")) i++;
        if (i < scan.Count && scan.Is(i, "consecutive")) i++;
        if (Unit(ref i) is not { } unit) return Nothing(at, out end);
        number *= unit.Scale;
        if (scan.Is(i, "long")) i++;
        if (unit.Unit == QuantityUnit.Milliseconds && scan.IsAny(i, "one") && scan.Is(i + 1, "way")) i += 2;
        if (scan.IsAny(i, "or", "and", "at") && (scan.Len(i, W.AtMost) > 0 || scan.Len(i, W.AtLeast) > 0))
        {
            bound = scan.Len(i, W.AtMost) > 0 ? Bound.AtMost : Bound.AtLeast;
            i += Math.Max(scan.Len(i, W.AtMost), scan.Len(i, W.AtLeast));
        }
        else if (scan.Is(i, "or") && scan.IsAny(i + 1, "less", "fewer", "faster", "better", "below", "under"))
        {
            bound = unit.Unit == QuantityUnit.TokensPerSecond ? Bound.AtLeast : Bound.AtMost;
            i += 2;
        }
        else if (scan.Is(i, "or") && scan.IsAny(i + 1, "more", "above", "higher"))
        {
            bound = Bound.AtLeast;
            i += 2;
        }
        else if (scan.IsAny(i, "max", "maximum", "tops", "most"))
        {
            bound = Bound.AtMost;
            i++;
        }
        else if (scan.IsAny(i, "min", "minimum"))
        {
            bound = Bound.AtLeast;
            i++;
        }

        // "a single link, not two"
        if (scan.Reads(i, ",", "not") && Numbers.Read(scan, i + 2, out var beyond) is { } other && other > number && !(scan.Is(i + 2 + beyond, W.NodeNoun))) i += 2 + beyond;
        end = i;
        return new QuantityItem(at, end, number, unit.Unit, bound);
    }

    private (QuantityUnit Unit, double Scale)? Unit(ref int i)
    {
        if (i >= scan.Count) return null;
        var word = scan.Tokens[i].Text;
        var start = i;
        i++;
        switch (word)
        {
            case "ms" or "millisecond" or "milliseconds" or "msec" or "msecs" or "millis":
                return (QuantityUnit.Milliseconds, 1);
            case "s" or "sec" or "secs" or "second" or "seconds":
                return (QuantityUnit.Milliseconds, 1000);
            case "µs" or "μs" or "us" or "microseconds" or "microsecond":
                return (QuantityUnit.Milliseconds, 0.001);
            case "minute" or "minutes" or "min":
                return (QuantityUnit.Milliseconds, 60000);
            case "hop" or "hops":
                return (QuantityUnit.Hops, 1);
            case "link" or "links" when scan.IsAny(i, "long", "apart", "away", "between") || i >= scan.Count || scan.IsAny(i, ".", ",", ";", "and"):
                if (scan.Is(i, "between") && scan.IsAny(i + 1, "switches")) i += 2;
                return (QuantityUnit.Hops, 1);
            case "switches" when i >= scan.Count || scan.IsAny(i, "long", "in", ".", ",", ";", "and", "on", "at", "altogether", "overall"):
                return (QuantityUnit.Switches, 1);
            case "switch" when scan.IsAny(i, "hop", "hops"):
            case "network" when scan.IsAny(i, "hop", "hops"):
            case "link" when scan.IsAny(i, "hop", "hops"):
                i++;
                return (QuantityUnit.Hops, 1);
            case "per" or "a" when scan.IsAny(i, "second", "sec") && TokensBefore(start):
                i++;
                return (QuantityUnit.TokensPerSecond, 1);
            case "tps":
                return (QuantityUnit.TokensPerSecond, 1);
            case "tok" or "token" or "tokens" or "toks" or "t" or "output":
                if (word == "output" && scan.IsAny(i, "tokens", "token")) i++;
                if (scan.IsAny(i, "per", "/", "a", "each", "every"))
                {
                    i++;
                    if (scan.IsAny(i, "s", "sec", "second")) { i++; return (QuantityUnit.TokensPerSecond, 1); }
                    if (scan.IsAny(i, "minute", "min")) { i++; return (QuantityUnit.TokensPerSecond, 1.0 / 60); }
                }
                else if (scan.IsAny(i, "s", "sec") && scan.Tokens[i].Glued)
                {
                    i++;
                    return (QuantityUnit.TokensPerSecond, 1);
                }

                break;
            case "km" or "kilometers" or "kilometres" or "miles" or "mbps" or "gbps" or "mbit" or "gbit" or "cores" or "cpu" or "cpus" or "gb" or "gib" or "tb" or "watts" or "kwh" or "eur" or "usd" or "meters" or "metres" or "euros" or "dollars" or "vcpus" or "rps" or "qps" or "requests":
                return (QuantityUnit.Other, 1);
        }

        i = start;
        return null;
    }

    // "tokens at twenty per second"
    private bool TokensBefore(int at) => Enumerable.Range(Math.Max(0, at - 5), Math.Min(5, at)).Any(k => scan.IsAny(k, "token", "tokens"));

    private static Item? Nothing(int at, out int end)
    {
        end = at;
        return null;
    }
}

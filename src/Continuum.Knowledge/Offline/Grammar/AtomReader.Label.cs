using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class AtomReader
{
    // trust high; high trust; trust=high; jurisdiction is DE or FR; labelled zone b; region other than x
    private Cond? ReadLabel(int at, out int end)
    {
        end = at;
        var i = at;
        if (scan.Is(i, W.Label))
        {
            i += scan.Len(i, W.Label);
            while (scan.IsAny(i, "as", "with", "the", "label", "tag", "labels", "a", "by", ":")) i++;
        }
        else if (scan.IsAny(i, "label", "tag") || scan.Reads(i, "the", "label"))
        {
            i += scan.Is(i, "the") ? 2 : 1;
        }

        foreach (var (length, entity) in scan.EntitiesAt(i).OrderByDescending(e => e.Length))
        {
            if (entity is KeyEntity { On: var on } key && (on & Elements.Fabric) != 0)
            {
                if (ReadKeyed(i + length, key, out var after) is { } test)
                {
                    end = after;
                    return test;
                }
            }
        }

        // "high trust", "zone-b zone": value, then key. "at least medium trust".
        var order = OrderBefore(ref i);
        foreach (var (length, entity) in scan.EntitiesAt(i).OrderByDescending(e => e.Length))
        {
            if (entity is not ValueEntity value || (value.On & Elements.Fabric) == 0) continue;
            var k = i + length;
            order ??= OrderAfter(ref k);
            foreach (var (keyLength, named) in scan.EntitiesAt(k))
            {
                if (named is not KeyEntity found || found.Key != value.Key) continue;
                end = k + keyLength;
                if (scan.IsAny(end, "level", "rating", "label", "levels", "value")) end++;
                order ??= OrderAfter(ref end);
                return Ordered(value, order);
            }
        }

        return Fail(at, out end);
    }

    private Cond? ReadKeyed(int at, KeyEntity key, out int end)
    {
        end = at;
        var i = at;
        while (scan.IsAny(i, "level", "label", "rating", "value", "is", "are", "be", "being", "of", "=", ":", "==", "equals", "equal", "to", "set", "with", "in", "[", "\"", "'", "rated")) i++;
        var negated = false;
        if (scan.IsAny(i, "!=") || scan.Is(i, "not")) (negated, i) = (true, i + 1);
        else if (scan.Reads(i, "other", "than")) (negated, i) = (true, i + 2);
        while (scan.IsAny(i, "in", "[", "\"", "'", "=")) i++;
        if (Comparison(i, key, out end) is { } compared) return compared;
        var order = OrderBefore(ref i);
        var parts = new List<ValueEntity>();
        while (true)
        {
            while (scan.IsAny(i, "\"", "'", "the", "in")) i++;
            ValueEntity? value = null;
            var length = 0;
            foreach (var (l, e) in scan.EntitiesAt(i))
            {
                if (e is ValueEntity v && v.Key == key.Key && (v.On & Elements.Fabric) != 0 && l > length) (value, length) = (v, l);
            }

            if (value is null && scan.Territory(i, out length) is { } territory && ValueOfTerritory(key, territory, parts))
            {
                end = i += length;
            }
            else if (value is null)
            {
                break;
            }
            else
            {
                parts.Add(value);
                end = i += length;
            }

            while (scan.IsAny(i, "\"", "'", "]")) end = ++i;
            var next = i;
            if (scan.Is(next, ",")) next++;
            if (scan.IsAny(next, "or", "and", "/")) next++;
            if (next == i) break;
            i = next;
        }

        if (parts.Count == 0) return Fail(at, out end);
        if (scan.IsAny(end, "rated", "certified", "graded")) end++;
        order ??= OrderAfter(ref end);
        if (order is not null && parts.Count == 1) return Ordered(parts[0], order);
        var test = LabelExpression.In(key.Key, parts.Select(p => p.Value).Distinct(StringComparer.Ordinal));
        Cond cond = new LabelCond(test, key.On & Elements.Fabric);
        return negated ? new NotCond(cond) : cond;
    }

    // "jurisdiction Germany": the country's code is the value, also where the site does not carry it yet.
    private static bool ValueOfTerritory(KeyEntity key, Territory territory, List<ValueEntity> parts)
    {
        if (key.Key is not (LabelKeys.Jurisdiction or LabelKeys.Residency or LabelKeys.OperatorCountry or "country")) return false;
        parts.AddRange(territory.Codes.Select(c => new ValueEntity(key.Key, c, key.On, NeedsKey: true)));
        return true;
    }

    private LabelCond? Comparison(int at, KeyEntity key, out int end)
    {
        end = at;
        var least = scan.Len(at, W.AtLeast);
        var most = scan.Len(at, W.AtMost);
        if (least == 0 && most == 0) return null;
        if (Numbers.Read(scan, at + Math.Max(least, most), out var length) is not { } number) return null;
        end = at + Math.Max(least, most) + length;
        var inclusive = !scan.IsAny(at, "more", "over", "above", "greater", "larger", "higher", "under", "below", "less", "fewer", "lower", ">", "<");
        var bound = (long)number;
        var test = least >= most
            ? new LabelTest(key.Key, LabelOperator.Gt, [Text(inclusive ? bound - 1 : bound)])
            : new LabelTest(key.Key, LabelOperator.Lt, [Text(inclusive ? bound + 1 : bound)]);
        return new LabelCond(test, key.On & Elements.Fabric);
    }

    private static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string? OrderBefore(ref int i)
    {
        if (scan.Reads(i, "at", "least")) i += 2;
        else if (scan.Reads(i, "no", "less", "than") || scan.Reads(i, "not", "less", "than") || scan.Reads(i, "no", "lower", "than") || scan.Reads(i, "not", "below")) i += scan.Is(i + 1, "below") ? 2 : 3;
        else if (scan.IsAny(i, "minimum", ">=", "≥")) i++;
        else if (scan.Reads(i, "at", "most"))
        {
            i += 2;
            return "most";
        }
        else if (scan.IsAny(i, "above", "over", "below", "under") && scan.EntitiesAt(i + 1).Any(e => e.Entity is ValueEntity { Key: LabelKeys.Trust }))
        {
            return scan.Tokens[i++].Text is "above" or "over" ? "above" : "below";
        }
        else return null;

        return "least";
    }

    private string? OrderAfter(ref int i)
    {
        if (scan.Is(i, "or") && scan.IsAny(i + 1, "higher", "better", "above", "more", "greater", "up")) i += 2;
        else if (scan.Is(i, "and") && scan.IsAny(i + 1, "above", "higher", "up", "better")) i += 2;
        else if (scan.Is(i, "or") && scan.IsAny(i + 1, "lower", "below", "less"))
        {
            i += 2;
            return "most";
        }
        else return null;

        return "least";
    }

    private static LabelCond Ordered(ValueEntity value, string? order)
    {
        var at = Array.IndexOf(TrustOrder, value.Value);
        IEnumerable<string> values = order is null || at < 0 ? [value.Value] : order switch
        {
            "least" => TrustOrder[at..],
            "most" => TrustOrder[..(at + 1)],
            "above" => TrustOrder[(at + 1)..],
            _ => TrustOrder[..at],
        };
        return new LabelCond(LabelExpression.In(value.Key, values), value.On & Elements.Fabric);
    }

    private LabelCond? ReadTrust(int at, out int end)
    {
        end = at;
        var carriers = scan.Site.Carriers(LabelKeys.Trust) & Elements.Fabric;
        if (carriers == Elements.None) return null;
        if (scan.Len(at, W.Untrusted) is > 0 and var untrusted)
        {
            end = at + untrusted;
            return new LabelCond(LabelExpression.In(LabelKeys.Trust, "low"), carriers);
        }

        if (scan.Len(at, W.Trusted) is > 0 and var trusted)
        {
            end = at + trusted;
            return new LabelCond(LabelExpression.In(LabelKeys.Trust, "high"), carriers);
        }

        return null;
    }

    private LabelCond? ReadTier(int at, out int end)
    {
        end = at;
        var length = scan.Len(at, W.TierWord);
        if (length == 0 || scan.WordsAt(at).Any(w => w.Length > length) || scan.EntitiesAt(at).Any(e => e.Length > length && e.Entity is not KeyEntity)) return null;
        end = at + length;
        var tier = scan.Is(at, "cloud") ? "cloud" : scan.IsAny(at, "far", "faredge") ? "far-edge" : "edge";
        if (scan.IsAny(end, "tier", "layer") || (scan.Is(end, "level"))) end++;
        return new LabelCond(LabelExpression.In(LabelKeys.Tier, tier), Elements.Nodes);
    }

    // encrypted; with a TEE; certified; a key whose values are true and false ("gdpr-approved")
    private Cond? ReadFlag(int at, out int end)
    {
        end = at;
        if (scan.Len(at, W.Unencrypted) is > 0 and var clear)
        {
            end = at + clear;
            return new NotCond(new LabelCond(LabelExpression.In(LabelKeys.Encrypted, "true"), Elements.Links));
        }

        if (scan.Len(at, W.EncryptedWord) is > 0 and var encrypted)
        {
            end = at + encrypted;
            return new LabelCond(LabelExpression.In(LabelKeys.Encrypted, "true"), Elements.Links);
        }

        if (scan.Len(at, W.TeeWord) is > 0 and var tee && Present("tee", Elements.Nodes) is { } enclave)
        {
            end = at + tee;
            return enclave;
        }

        foreach (var (length, entity) in scan.EntitiesAt(at).OrderByDescending(e => e.Length))
        {
            if (entity is not KeyEntity key || (key.On & Elements.Fabric) == 0) continue;
            if (key.Key is LabelKeys.Jurisdiction or LabelKeys.Residency or LabelKeys.Operator or LabelKeys.OperatorCountry or LabelKeys.Region or LabelKeys.Zone or LabelKeys.Trust) continue;
            var flag = IsFlag(key.Key);
            var asked = scan.IsAny(at - 1, "with", "a", "an", "have", "has", "having", "any", "non", "not", "no", "without", "are", "is", "be", "offer", "provide", "only")
                || scan.Is(at + length, W.NodeNoun) || scan.Is(at + length, W.SwitchNoun) || scan.Is(at + length, W.LinkNoun);
            if (!flag && key.Key is not ("certified" or "tee") && !asked) continue;
            end = at + length;
            if (scan.IsAny(end, "certified", "approved", "compliant", "capable", "enabled", "ready", "support", "certification", "accredited")) end++;
            return Present(key.Key, key.On & Elements.Fabric);
        }

        if (scan.Len(at, W.CertifiedWord) is > 0 and var certified && Present("certified", Elements.Fabric) is { } badge && !scan.Is(at + certified, "for"))
        {
            end = at + certified;
            return badge;
        }

        return Fail(at, out end);
    }

    private bool IsFlag(string key) =>
        scan.Site.ValuesOf(key, Elements.Fabric).All(v => v is "true" or "false" or "yes" or "no" or "True" or "False" or "enabled" or "disabled");

    private LabelCond? Present(string key, Elements on)
    {
        on &= scan.Site.Carriers(key);
        if (on == Elements.None) return null;
        string[] values = [.. scan.Site.ValuesOf(key, on)];
        var test = IsFlag(key) ? LabelExpression.In(key, values.Where(v => !No.Contains(v.ToLowerInvariant())).DefaultIfEmpty("true"))
            : values.Any(v => No.Contains(v.ToLowerInvariant())) ? LabelExpression.NotIn(key, values.Where(v => No.Contains(v.ToLowerInvariant())))
            : new LabelTest(key, LabelOperator.Exists, []);
        return new LabelCond(test, on);
    }

    private Cond? ReadValue(int at, out int end)
    {
        end = at;
        var i = at;
        if (scan.Is(i, W.CertifiedWord) && scan.Len(i, W.CertifiedWord) is var c)
        {
            i += c;
            while (scan.IsAny(i, "to", "for", "as", "under", "against", "with", "by", ":", "according")) i++;
        }

        List<(int Length, ValueEntity Value)> found = [.. scan.EntitiesAt(i).Where(e => e.Entity is ValueEntity { NeedsKey: false } v && (v.On & Elements.Fabric) != 0)
            .Select(e => (e.Length, (ValueEntity)e.Entity))];
        if (found.Count == 0) return Fail(at, out end);
        var longest = found.Max(f => f.Length);
        if (scan.WordsAt(i).Any(w => w.Length > longest && w.Class is not (W.Locate or W.Use))) return Fail(at, out end);
        found.RemoveAll(f => f.Length < longest);
        end = i + longest;
        // The key may follow: "iso27001 certification", "eu-central-1 region".
        foreach (var (length, entity) in scan.EntitiesAt(end))
        {
            if (entity is KeyEntity key && found.Any(f => f.Value.Key == key.Key))
            {
                found.RemoveAll(f => f.Value.Key != key.Key);
                end += length;
                break;
            }
        }

        if (scan.Is(end, W.CertifiedWord) || scan.IsAny(end, "approved", "compliant", "accredited")) end++;
        if (found.Count > 1 && found.Select(f => f.Value.On & Elements.Fabric).Aggregate((a, b) => a & b) == Elements.None && found.Select(f => f.Value.Key).Distinct(StringComparer.Ordinal).Count() > 1
            && found.All(f => found.All(g => g == f || (f.Value.On & g.Value.On & Elements.Fabric) == Elements.None)))
        {
            return new ValueCond([.. found.Select(f => new LabelCond(LabelExpression.In(f.Value.Key, f.Value.Value), f.Value.On & Elements.Fabric))]);
        }

        if (found.Select(f => f.Value.Key).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            var first = found.OrderBy(f => f.Value.Key is LabelKeys.Region ? 0 : f.Value.Key is LabelKeys.Operator ? 1 : 2).First();
            if (found.Any(f => f.Value.Key is LabelKeys.Region or LabelKeys.Operator)) found.RemoveAll(f => f.Value.Key != first.Value.Key);
            else
            {
                throw new Puzzle($"'{scan.Raw(i, end)}' is a value of several labels: {string.Join(", ", found.Select(f => f.Value.Key))}. Which one is meant?",
                    [.. found.Select(f => $"{f.Value.Key} {f.Value.Value}")], scan.Span(i, end));
            }
        }

        var value = found[0].Value;
        // "cleared for LI": the key after its value.
        if (scan.IsAny(end, "for", "in") && scan.EntitiesAt(end + 1).Where(e => e.Entity is KeyEntity key && key.Key == value.Key).Select(e => e.Length).DefaultIfEmpty().Max() is > 0 and var keyed) end += 1 + keyed;
        return new LabelCond(LabelExpression.In(value.Key, value.Value), value.On & Elements.Fabric);
    }
}

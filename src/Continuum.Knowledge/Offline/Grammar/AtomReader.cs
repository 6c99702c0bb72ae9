using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads one condition: a country, an operator, a label, a tier, a GPU, a name.</summary>
internal sealed class AtomReader(Scan scan)
{
    private static readonly string[] TrustOrder = ["low", "medium", "high"];
    private static readonly string[] No = ["false", "no", "none", "off", "disabled"];

    private static readonly string[] OperatorKeys = [LabelKeys.Operator, "owner", "provider", "carrier", "vendor", "tenant", "operatorName", "managedBy"];

    public GpuReader Gpu { get; } = new(scan);

    /// <summary>The condition at the token, or null.</summary>
    public Cond? Read(int at, out int end)
    {
        end = at;
        if (at >= scan.Count) return null;
        if (scan.IsAny(at, "non", "not", "un") && at + 1 < scan.Count)
        {
            var skip = at + 1;
            while (scan.IsAny(skip, "in", "a", "the", "under", "of")) skip++;
            return Read(skip, out end) is { } inner ? new NotCond(inner) : Fail(at, out end);
        }

        if (scan.IsAny(at, "europe", "european", "continental", "asia", "asian", "africa", "african") && scan.EntitiesAt(at).Count == 0 && scan.Territory(at, out _) is null)
        {
            throw new Puzzle($"'{scan.Raw(at, at + 1)}' has no agreed borders. Which countries are meant?",
                scan.IsAny(at, "europe", "european", "continental") ? ["the EU", "the EEA", "the EEA, Switzerland or the United Kingdom"] : [], scan.Span(at, at + 1));
        }

        return ReadOperator(at, out end) ?? ReadLaw(at, out end) ?? ReadLocated(at, out end) ?? ReadTerritory(at, out end)
            ?? ReadNames(at, out end) ?? ReadLabel(at, out end) ?? ReadTrust(at, out end) ?? Gpu.Read(at, out end)
            ?? ReadTier(at, out end) ?? ReadFlag(at, out end) ?? ReadValue(at, out end) ?? Fail(at, out end);
    }

    // run by a US company; operated by acme; of a German carrier
    private Cond? ReadOperator(int at, out int end)
    {
        end = at;
        var opposite = false;
        var own = scan.Len(at, W.Own);
        var i = at + own;
        if (own > 0 && scan.IsAny(i, "by", "from", "out")) i += scan.IsAny(i, "out") ? 2 : 1;
        else if (own > 0 && scan.Is(at, "headquartered") && scan.Is(i, "in")) i++;
        else if (scan.Is(at, "belonging") && scan.Is(at + 1, "to")) i = at + 2;
        else if (scan.Reads(at, "under", "the", "control", "of") || scan.Reads(at, "in", "the", "hands", "of")) i = at + 4;
        else if (scan.Reads(at, "under", "control", "of") || scan.Reads(at, "in", "hands", "of")) i = at + 3;
        else if (scan.IsAny(at, "of", "from", "by", "with") && scan.IsAny(at + 1, "a", "an", "any") && scan.Territory(at + 2, out var l) is not null && scan.Is(at + 2 + l, W.CompanyNoun)) i = at + 1;
        else if (scan.IsAny(at, "whose") && scan.IsAny(at + 1, "operator", "owner", "provider", "carrier") && scan.IsAny(at + 2, "is", "are", "sits", "comes", "be"))
        {
            i = at + 3;
            if (scan.Is(i, "not")) (opposite, i) = (true, i + 1);
            while (scan.IsAny(i, "in", "from", "a", "an", "the", "based", "headquartered")) i++;
        }
        else return null;

        var negated = false;
        var parts = new List<(Joint, Cond)>();
        var joint = Joint.None;
        while (true)
        {
            while (scan.IsAny(i, "a", "an", "any", "the", "some", "by", "another") || (scan.Is(i, "non") && (negated = true))) i++;
            Cond? part = null;
            if (scan.Territory(i, out var length) is { } territory)
            {
                part = new GeoCond([territory], Relation.RunBy);
                i += length;
                while (scan.Is(i, W.CompanyNoun) || scan.IsAny(i, "based", "owned", "network", "cloud", "run")) i += Math.Max(1, scan.Len(i, W.CompanyNoun));
            }
            else if (scan.Is(i, W.CompanyNoun))
            {
                var k = i + scan.Len(i, W.CompanyNoun);
                var outside = false;
                while (scan.IsAny(k, "in", "from", "of", "the", "based", "headquartered", "located", "registered", "incorporated", "domiciled", "within", "that", "is", "are", "outside", "under"))
                {
                    outside |= scan.Is(k, "outside");
                    k++;
                }

                if (scan.Territory(k, out length) is { } home)
                {
                    part = new GeoCond([home], Relation.RunBy);
                    if (outside) part = new NotCond(part);
                    i = k + length;
                }
                else if (ReadOperatorName(k, out var after) is { } called)
                {
                    part = called;
                    i = after;
                }
            }
            else if (ReadOperatorName(i, out var after) is { } name)
            {
                part = name;
                i = after;
                i += scan.Len(i, W.CompanyNoun);
            }

            if (part is null) break;
            parts.Add((joint, negated ? new NotCond(part) : part));
            negated = false;
            end = i;
            joint = scan.Is(i, "or") ? Joint.Or : scan.Is(i, "and") ? Joint.And : scan.Is(i, ",") ? Joint.Comma : Joint.None;
            if (joint == Joint.None) break;
            i++;
            if (scan.IsAny(i, "or", "and")) i++;
        }

        if (parts.Count == 0) return Fail(at, out end);
        var all = CondFold.Fold(parts);
        return opposite ? new NotCond(all) : all;
    }

    private Cond? ReadOperatorName(int at, out int end)
    {
        end = at;
        var named = scan.EntitiesAt(at).Where(e => e.Entity is ValueEntity { NeedsKey: false } v && (v.On & Elements.Fabric) != 0 && Array.IndexOf(OperatorKeys, v.Key) >= 0).ToList();
        if (named.Count > 1 && named.Max(n => n.Length) is var longest && named.Where(n => n.Length == longest).Select(n => (ValueEntity)n.Entity).ToList() is { Count: > 1 } options)
        {
            end = at + longest;
            return new ValueCond([.. options.Select(o => new LabelCond(LabelExpression.In(o.Key, o.Value), o.On & Elements.Fabric))]);
        }

        foreach (var (length, entity) in scan.EntitiesAt(at).OrderByDescending(e => e.Length))
        {
            if (entity is not ValueEntity { Key: LabelKeys.Operator } value || (value.On & Elements.Fabric) == 0) continue;
            end = at + length;
            return new LabelCond(LabelExpression.In(value.Key, value.Value), value.On & Elements.Fabric);
        }

        // A site may call its operators by another key (owner, provider, carrier).
        foreach (var (length, entity) in scan.EntitiesAt(at).OrderByDescending(e => e.Length))
        {
            if (entity is not ValueEntity { Key: "owner" or "provider" or "carrier" or "vendor" or "tenant" or "operatorName" or "managedBy" } value || (value.On & Elements.Fabric) == 0) continue;
            end = at + length;
            return new LabelCond(LabelExpression.In(value.Key, value.Value), value.On & Elements.Fabric);
        }

        return null;
    }

    // under German law; subject to US jurisdiction; in German jurisdiction
    private GeoCond? ReadLaw(int at, out int end)
    {
        end = at;
        var i = at;
        if (scan.Is(i, "under")) i++;
        else if (scan.Reads(i, "subject", "to") || scan.Reads(i, "governed", "by") || scan.Reads(i, "bound", "by")) i += 2;
        else if (scan.Reads(i, "fall", "under") || scan.Reads(i, "falls", "under") || scan.Reads(i, "falling", "under")) i += 2;
        else if (scan.IsAny(i, "in", "within") && scan.IsAny(i + 1, "the") && scan.Is(i + 2, W.LawNoun) && scan.Is(i + 3, "of")) i++;
        else return null;
        while (scan.IsAny(i, "the", "a", "any")) i++;
        if (scan.Is(i, W.LawNoun) && scan.Is(i + scan.Len(i, W.LawNoun), "of"))
        {
            i += scan.Len(i, W.LawNoun) + 1;
            if (scan.Is(i, "the")) i++;
            if (scan.Territory(i, out var l) is not { } t) return null;
            end = i + l;
            return new GeoCond([t], Relation.Stay);
        }

        var list = new List<Territory>();
        while (scan.Territory(i, out var length) is { } territory)
        {
            list.Add(territory);
            i += length;
            if (scan.IsAny(i, "or", "and") && scan.Territory(i + 1, out _) is not null) i++;
        }

        if (list.Count == 0 || !scan.Is(i, W.LawNoun)) return null;
        end = i + scan.Len(i, W.LawNoun);
        return new GeoCond(list, Relation.Stay);
    }

    // located in Germany; based in France; physically in the EU
    private Cond? ReadLocated(int at, out int end)
    {
        end = at;
        var length = scan.Len(at, W.Located);
        if (length == 0) return null;
        var relation = scan.IsAny(at, "hosted", "deployed", "found", "standing") ? Relation.Stay : Relation.Located;
        var i = at + length;
        var negated = false;
        if (scan.IsAny(i, "outside")) negated = true;
        if (scan.IsAny(i, "in", "within", "inside", "on", "at", "outside")) i++;
        else if (!scan.Is(at, W.Located) || scan.Tokens[at + length - 1].Text is not "in") return null;
        if (scan.Is(i, "of")) i++;
        var parts = new List<(Joint, Cond)>();
        var joint = Joint.None;
        while (true)
        {
            while (scan.IsAny(i, "the", "a", "an", "any", "either", "in", "country", "countries", "of", "territory")) i++;
            if (ReadTerritory(i, out var after) is not GeoCond geo) break;
            parts.Add((joint, geo with { Relation = relation }));
            end = i = after;
            joint = scan.Is(i, "or") ? Joint.Or : scan.Is(i, "and") ? Joint.And : scan.Is(i, ",") ? Joint.Comma : Joint.None;
            if (joint == Joint.None) break;
            i++;
            if (scan.IsAny(i, "or", "and")) i++;
        }

        if (parts.Count == 0) return Fail(at, out end);
        var all = CondFold.Fold(parts);
        return negated ? new NotCond(all) : all;
    }

    // Germany; German; US-run; EU-based; US carriers
    private GeoCond? ReadTerritory(int at, out int end)
    {
        end = at;
        if (scan.Territory(at, out var length) is not { } territory) return null;
        if (scan.EntitiesAt(at).Any(e => e.Length > length && e.Entity is ValueEntity)) return null;
        var i = at + length;
        var relation = Relation.Stay;
        var joined = i < scan.Count && scan.Tokens[i].Glue == '-';
        if (scan.Is(i, W.Own) && !(scan.IsAny(i + scan.Len(i, W.Own), "by", "in")) && (joined || scan.Tokens[i].Text is not ("run" or "hosted")
            || scan.Is(i + 1, W.NodeNoun) || scan.Is(i + 1, W.SwitchNoun) || scan.Is(i + 1, W.LinkNoun) || scan.Is(i + 1, W.PathNoun) || scan.Is(i + 1, W.PlaceNoun)))
        {
            relation = Relation.RunBy;
            i += scan.Len(i, W.Own);
        }
        else if (joined && scan.IsAny(i, "based", "located", "hosted", "resident", "sited", "domiciled", "side"))
        {
            relation = scan.Is(i, "hosted") ? Relation.Stay : Relation.Located;
            i++;
        }
        else if (scan.IsAny(i, "based", "located") && (scan.Is(i + 1, W.NodeNoun) || scan.Is(i + 1, W.SwitchNoun)))
        {
            relation = Relation.Located;
            i++;
        }
        else if (joined && scan.IsAny(i, "jurisdiction", "only"))
        {
            i++;
        }
        else if (scan.Is(i, W.CompanyNoun) && !scan.Is(i, "group"))
        {
            relation = Relation.RunBy;
            i += scan.Len(i, W.CompanyNoun);
            if (scan.Tokens.Count > i && scan.Tokens[i].Glue == '-' && scan.Is(i, W.Own)) i++;
        }
        else if (scan.Is(i, W.LawNoun))
        {
            i += scan.Len(i, W.LawNoun);
        }

        end = i;
        return new GeoCond([territory], relation);
    }

    private NameCond? ReadNames(int at, out int end)
    {
        end = at;
        var i = at;
        if (Links.Read(scan, i, out var after) is { } link)
        {
            end = after;
            return new NameCond(Elements.Links, link);
        }

        // "node a", "switch s1": the noun says which, when two kinds share a name.
        var noun = Elements.None;
        if (scan.Is(i, W.NodeNoun)) (noun, i) = (Elements.Nodes, i + scan.Len(i, W.NodeNoun));
        else if (scan.Is(i, W.SwitchNoun)) (noun, i) = (Elements.Switches, i + scan.Len(i, W.SwitchNoun));
        if (noun != Elements.None && scan.IsAny(i, "named", "called")) i++;
        var node = scan.Entity<NodeEntity>(i, out var nodeLength);
        var @switch = scan.Entity<SwitchEntity>(i, out var switchLength);
        if (noun == Elements.Switches) node = null;
        if (noun == Elements.Nodes) @switch = null;
        if (node is null && @switch is null) return null;
        var subject = scan.Entity<SubjectEntity>(i, out var subjectLength);
        if (noun == Elements.None && subject is not null && subjectLength >= Math.Max(nodeLength, switchLength)) return null;
        if (node is not null && (@switch is null || nodeLength >= switchLength))
        {
            end = i + nodeLength;
            return new NameCond(Elements.Nodes, [node.Name]);
        }

        end = i + switchLength;
        return new NameCond(Elements.Switches, [@switch!.Name]);
    }

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
            var asked = scan.IsAny(at - 1, "with", "a", "an", "have", "has", "having", "any", "non", "not", "no", "without", "are", "is", "be", "offer", "provide", "only");
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

    private static Cond? Fail(int at, out int end)
    {
        end = at;
        return null;
    }
}

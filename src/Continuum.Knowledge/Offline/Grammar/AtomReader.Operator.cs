using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

internal sealed partial class AtomReader
{
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
        else if (scan.Is(at, "by") && IsOutsider(at + 1)) i = at + 1;
        else return ReadRunner(at, out end);

        // "by anyone but acme": all others; "by nobody but acme": acme.
        var outsiders = false;
        if (IsOutsider(i))
        {
            var k = i + (scan.IsAny(i, "any", "no") ? 2 : 1);
            var but = scan.Is(k, "but") ? 1 : scan.Is(k, "than") ? 1 : scan.Len(k, W.Except);
            if (but == 0) return Fail(at, out end);
            outsiders = !scan.IsAny(i, "nobody", "no");
            i = k + but;
        }

        if (ReadOperators(ref i) is not { } all) return Fail(at, out end);
        end = i;
        if (outsiders) all = new NotCond(all);
        return opposite ? new NotCond(all) : all;
    }

    private bool IsOutsider(int at) =>
        scan.IsAny(at, "anyone", "anybody", "nobody") || scan.Reads(at, "no", "one") || scan.Reads(at, "any", "one") || (scan.IsAny(at, "any", "no") && scan.Is(at + 1, W.CompanyNoun));

    // "a US company", "acme or northway", "neither a Chinese nor an American company"
    private Cond? ReadOperators(ref int at)
    {
        var i = at;
        var neither = scan.Is(i, "neither");
        if (neither) i++;
        var negated = false;
        var parts = new List<(Joint, Cond)>();
        var joint = Joint.None;
        while (true)
        {
            while (scan.IsAny(i, "a", "an", "any", "the", "some", "by", "another") || (scan.Is(i, "non") && (negated = true))) i++;
            if (ReadOwner(ref i) is not { } part) break;
            parts.Add((joint, negated ? new NotCond(part) : part));
            negated = false;
            at = i;
            joint = scan.IsAny(i, "or", "nor") ? Joint.Or : scan.Is(i, "and") ? Joint.And : scan.Is(i, ",") ? Joint.Comma : Joint.None;
            if (joint == Joint.None) break;
            i++;
            if (scan.IsAny(i, "or", "and", "nor")) i++;
        }

        if (parts.Count == 0) return null;
        var all = CondFold.Fold(parts);
        return neither ? new NotCond(all) : all;
    }

    private Cond? ReadOwner(ref int i)
    {
        if (scan.Territory(i, out var length) is { } territory)
        {
            i += length;
            while (scan.Is(i, W.CompanyNoun) || scan.IsAny(i, "based", "owned", "network", "cloud", "run")) i += Math.Max(1, scan.Len(i, W.CompanyNoun));
            return new GeoCond([territory], Relation.RunBy);
        }

        if (scan.Is(i, W.CompanyNoun))
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
                i = k + length;
                return outside ? new NotCond(new GeoCond([home], Relation.RunBy)) : new GeoCond([home], Relation.RunBy);
            }

            if (ReadOperatorName(k, out var after) is not { } called) return null;
            i = after;
            return called;
        }

        if (ReadOperatorName(i, out var stop) is not { } name) return null;
        i = stop + scan.Len(stop, W.CompanyNoun);
        return name;
    }

    /// <summary>Whether the tokens say who runs something: "northway operates".</summary>
    public bool RunBy(int at) => ReadRunner(at, out _) is not null;

    // "anything northway operates", "a switch that a US carrier runs"
    private Cond? ReadRunner(int at, out int end)
    {
        end = at;
        var i = at;
        while (scan.IsAny(i, "that", "which")) i++;
        while (scan.IsAny(i, "a", "an", "any", "the")) i++;
        var start = i;
        if (ReadOwner(ref i) is not { } owner || i == start) return null;
        if (!scan.IsAny(i, "operates", "runs", "owns", "manages", "controls", "administers", "operate", "run", "own", "manage", "control") || scan.IsAny(i + 1, "by", "in", "on")) return null;
        end = i + 1;
        return owner;
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
}

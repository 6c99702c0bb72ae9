using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;
using Continuum.Knowledge.Offline.Text;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>Reads one condition: a country, an operator, a label, a tier, a GPU, a name.</summary>
internal sealed partial class AtomReader(Scan scan)
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

        return ReadSaid(at, out end) ?? ReadOperator(at, out end) ?? ReadLaw(at, out end) ?? ReadLocated(at, out end) ?? ReadTerritory(at, out end)
            ?? ReadNames(at, out end) ?? ReadLabel(at, out end) ?? ReadTrust(at, out end) ?? Gpu.Read(at, out end)
            ?? ReadTier(at, out end) ?? ReadFlag(at, out end) ?? ReadValue(at, out end) ?? Fail(at, out end);
    }

    // "these two countries": those named last
    private GeoCond? ReadSaid(int at, out int end)
    {
        end = at;
        if (!scan.IsAny(at, "these", "those", "said")) return null;
        var i = at + 1;
        var number = Numbers.Read(scan, i, out var length);
        i += length;
        if (!scan.IsAny(i, "countries", "jurisdictions", "territories")) return null;
        var found = new List<Territory>();
        for (var k = at - 1; k >= 0; k--)
        {
            if (scan.Territory(k, out var named) is { } territory && !territory.IsBloc)
            {
                found.Insert(0, territory);
                // A list ends where something else stands before it.
                if (!(scan.IsAny(k - 1, "and", "or", ",", "the") && (scan.Territory(k - 2, out _) is not null || scan.IsAny(k - 2, ",", "and", "or")))) break;
            }
            else if (named == 0 && found.Count > 0 && !scan.IsAny(k, "and", "or", ",", "the")) break;
        }

        if (found.Count < 2 || (number is { } n && n != found.Count)) throw new Puzzle($"Which countries are '{scan.Raw(at, i + 1)}'? Please name them.", [], scan.Span(at, i + 1));
        end = i + 1;
        return new GeoCond(found, Relation.Stay);
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

    private static Cond? Fail(int at, out int end)
    {
        end = at;
        return null;
    }
}

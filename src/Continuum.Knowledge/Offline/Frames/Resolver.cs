using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Grammar;
using Continuum.Knowledge.Offline.Lexicon;
using Continuum.Knowledge.Offline.Naming;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Turns conditions in words into label expressions: which key is asked of which kind of element.</summary>
internal sealed class Resolver(SiteIndex site)
{
    private static readonly string[] TravelKeys = [LabelKeys.Jurisdiction, LabelKeys.Residency, LabelKeys.Operator, LabelKeys.OperatorCountry, LabelKeys.Region, LabelKeys.Trust];

    /// <summary>What was assumed, in words.</summary>
    public List<string> Assumptions { get; } = [];

    /// <summary>The condition on elements of one kind; negated when <paramref name="negated"/>.</summary>
    public LabelExpression Resolve(Cond cond, Elements kind, bool negated) => cond switch
    {
        NotCond n => Resolve(n.Inner, kind, !negated),
        KindCond k => Resolve(k.Inner, kind, negated),
        AndCond a => Combine([.. a.Items.Select(i => Resolve(i, kind, negated))], all: !negated),
        OrCond o => Combine([.. o.Items.Select(i => Resolve(i, kind, negated))], all: negated),
        NameCond n => negated ? LabelExpression.NotIn(LabelKeys.Name, n.Names) : LabelExpression.In(LabelKeys.Name, n.Names),
        LabelCond l => negated ? Negate(l.Test) : l.Test,
        ValueCond v => Resolve(v.Options.FirstOrDefault(o => o.On.HasFlag(kind)) ?? v.Options[0], kind, negated),
        GeoCond g => Geo(g, kind, negated),
        _ => throw new InvalidOperationException($"Unknown condition {cond.GetType().Name}."),
    };

    /// <summary>What a path must satisfy for a place in words.</summary>
    public PathCondition Path(Place place, bool negated, bool mentionsLinks)
    {
        if (place.Condition is null) throw new InvalidOperationException("A place without a condition has no path.");
        return Path(place.Condition, place.Kind, negated, mentionsLinks);
    }

    /// <summary>Both conditions at once.</summary>
    public static PathCondition Merge(PathCondition a, PathCondition b) => new()
    {
        Switches = LabelExpression.And(a.Switches, b.Switches),
        Links = LabelExpression.And(a.Links, b.Links),
        LabelledLinks = LabelExpression.And(a.LabelledLinks, b.LabelledLinks),
        EndNodes = LabelExpression.And(a.EndNodes, b.EndNodes),
    };

    private PathCondition Path(Cond cond, Elements kind, bool negated, bool mentionsLinks)
    {
        switch (cond)
        {
            case KindCond k:
                return Path(k.Inner, k.Kind, negated, mentionsLinks);
            // What must all hold may be asked of several kinds; what holds alternatively must stay with one.
            case AndCond a when !negated:
                return a.Items.Select(i => Path(i, kind, negated, mentionsLinks)).Aggregate(Merge);
            case OrCond o when negated:
                return o.Items.Select(i => Path(i, kind, negated, mentionsLinks)).Aggregate(Merge);
            case NotCond n:
                return Path(n.Inner, kind, !negated, mentionsLinks);
        }

        var target = kind;
        if (cond is NameCond named) target = named.Kind;
        if (cond is LabelCond { Test.Key: LabelKeys.Encrypted }) target = Elements.Links;
        if (cond is OrCond or AndCond)
        {
            var kinds = KindsOf(cond).Distinct().ToList();
            if (kinds.Count > 1) throw new Puzzle("The alternatives name different kinds of things (switches, links, nodes). Please state one rule for each.", []);
            if (target == Elements.None && kinds.Count == 1) target = kinds[0];
        }

        if (target == Elements.None && cond is LabelCond only)
        {
            if (!TravelKeys.Contains(only.Test.Key))
            {
                var on = only.On & Elements.Fabric;
                target = on.HasFlag(Elements.Switches) ? Elements.Switches : on.HasFlag(Elements.Links) ? Elements.Links : Elements.Nodes;
            }
        }

        if (target == Elements.None && cond is ValueCond several && !several.Options.Any(o => TravelKeys.Contains(o.Test.Key)))
            target = several.Options.Any(o => o.On.HasFlag(Elements.Switches)) ? Elements.Switches : Elements.Links;
        if (target == Elements.Nodes)
        {
            if (cond is NameCond) throw new Puzzle($"Traffic passes switches and links; a node is only where it begins or ends. Is a workload meant to stay off {string.Join(", ", ((NameCond)cond).Names)}?", []);
            if (cond is LabelCond { Test.Key: var key } && !TravelKeys.Contains(key)) return new PathCondition { EndNodes = Resolve(cond, Elements.Nodes, negated) };
            return new PathCondition { EndNodes = Resolve(cond, Elements.Nodes, negated), Switches = Resolve(cond, Elements.Switches, negated) };
        }

        if (target != Elements.None)
        {
            var condition = new PathCondition();
            if (target.HasFlag(Elements.Switches)) condition = condition with { Switches = Resolve(cond, Elements.Switches, negated) };
            if (target.HasFlag(Elements.Links)) condition = condition with { Links = Resolve(cond, Elements.Links, negated) };
            if (target.HasFlag(Elements.Nodes)) condition = condition with { EndNodes = Resolve(cond, Elements.Nodes, negated) };
            return condition;
        }

        return new PathCondition
        {
            Switches = Resolve(cond, Elements.Switches, negated),
            EndNodes = Resolve(cond, Elements.Nodes, negated),
            Links = mentionsLinks ? Resolve(cond, Elements.Links, negated) : null,
            LabelledLinks = mentionsLinks ? null : LinkKeyed(cond, negated),
        };
    }

    private LabelExpression LinkKeyed(Cond cond, bool negated) => Resolve(cond, Elements.Links, negated);

    private static IEnumerable<Elements> KindsOf(Cond cond) => cond switch
    {
        KindCond k => [k.Kind],
        NameCond n => [n.Kind],
        LabelCond { Test.Key: LabelKeys.Encrypted } => [Elements.Links],
        NotCond n => KindsOf(n.Inner),
        AndCond a => a.Items.SelectMany(KindsOf),
        OrCond o => o.Items.SelectMany(KindsOf),
        _ => [],
    };

    private LabelExpression Geo(GeoCond geo, Elements kind, bool negated)
    {
        var key = KeyFor(geo, kind);
        IReadOnlyList<string> values = ValuesFor(geo, key);
        return negated ? LabelExpression.NotIn(key, values) : LabelExpression.In(key, values);
    }

    private string KeyFor(GeoCond geo, Elements kind)
    {
        var noun = kind switch { Elements.Nodes => "node", Elements.Switches => "switch", _ => "link" };
        switch (geo.Relation)
        {
            case Relation.RunBy:
                if (site.Carriers(LabelKeys.OperatorCountry).HasFlag(kind)) return LabelKeys.OperatorCountry;
                if (kind != Elements.Links) Assume($"No {noun} says which country its operator belongs to (operatorCountry), so its jurisdiction is asked instead.");
                return site.Carriers(LabelKeys.Jurisdiction).HasFlag(kind) ? LabelKeys.Jurisdiction : Country(kind) ?? LabelKeys.Jurisdiction;
            case Relation.Located when site.Carriers(LabelKeys.Residency).HasFlag(kind):
                return LabelKeys.Residency;
            default:
                if (site.Carriers(LabelKeys.Jurisdiction).HasFlag(kind)) return LabelKeys.Jurisdiction;
                if (Country(kind) is { } other)
                {
                    Assume($"'{other}' is taken as the label that says in which country a {noun} is.");
                    return other;
                }

                return LabelKeys.Jurisdiction;
        }
    }

    // A site without "jurisdiction" may call it by another name whose values are countries.
    private string? Country(Elements kind)
    {
        if (kind == Elements.Links) return null;
        foreach (var key in new[] { "country", "countryCode", "nation", "legal", "law", "residency", "location", "geo" })
        {
            if (site.Carriers(key).HasFlag(kind) && site.ValuesOf(key, kind).All(v => Countries.IsCode(v.ToUpperInvariant()) || Countries.MembersOf(v) is not null)) return key;
        }

        return null;
    }

    // The codes, and any other spelling that the site's labels use for the same countries.
    private string[] ValuesFor(GeoCond geo, string key)
    {
        var values = new List<string>();
        foreach (var territory in geo.Territories)
        {
            values.AddRange(territory.Codes);
            foreach (var value in site.ValuesOf(key, Elements.Fabric))
            {
                var known = territory.Codes.Any(c => string.Equals(c, value, StringComparison.OrdinalIgnoreCase) || string.Equals(Countries.NameOf(c), value, StringComparison.OrdinalIgnoreCase)
                    || (c == "GB" && string.Equals(value, "UK", StringComparison.OrdinalIgnoreCase)))
                    || (territory.IsBloc && string.Equals(territory.Name, value, StringComparison.OrdinalIgnoreCase));
                if (known) values.Add(value);
            }
        }

        return [.. values.Distinct(StringComparer.Ordinal)];
    }

    private void Assume(string text)
    {
        if (!Assumptions.Contains(text)) Assumptions.Add(text);
    }

    private static LabelExpression Combine(IReadOnlyList<LabelExpression> items, bool all)
    {
        List<LabelExpression> flat = [];
        foreach (var item in items)
        {
            if (all && item is AllOf inner) flat.AddRange(inner.Items);
            else if (!all && item is AnyOf any) flat.AddRange(any.Items);
            else flat.Add(item);
        }

        List<LabelExpression> distinct = [.. flat.Distinct()];
        return distinct.Count == 1 ? distinct[0] : all ? new AllOf(distinct) : new AnyOf(distinct);
    }

    // An element without the key satisfies neither a test nor its negation, so a number's complement is the other comparison.
    private static LabelTest Negate(LabelTest test) => test.Op switch
    {
        LabelOperator.In => test with { Op = LabelOperator.NotIn },
        LabelOperator.NotIn => test with { Op = LabelOperator.In },
        // "no GPU": a node without the key is what is asked for.
        LabelOperator.Gt when test.Key == LabelKeys.GpuCount && test.Values[0] == "0" => new LabelTest(test.Key, LabelOperator.DoesNotExist, []),
        LabelOperator.Exists => test with { Op = LabelOperator.DoesNotExist },
        LabelOperator.DoesNotExist => test with { Op = LabelOperator.Exists },
        LabelOperator.Gt => new LabelTest(test.Key, LabelOperator.Lt, [Shift(test, 1)]),
        _ => new LabelTest(test.Key, LabelOperator.Gt, [Shift(test, -1)]),
    };

    private static string Shift(LabelTest test, long by) =>
        (long.Parse(test.Values[0], System.Globalization.CultureInfo.InvariantCulture) + by).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

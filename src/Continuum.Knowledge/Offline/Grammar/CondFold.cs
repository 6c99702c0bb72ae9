using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Grammar;

/// <summary>What stands between two conditions of a list.</summary>
internal enum Joint
{
    /// <summary>Nothing: "German trusted nodes".</summary>
    None,

    And,

    Or,

    Comma,
}

/// <summary>Puts a list of conditions together.</summary>
internal static class CondFold
{
    /// <summary>
    /// "Germany and France" is either of the two, since nothing stands in both; conditions of different keys hold together,
    /// unless the text says "or".
    /// </summary>
    public static Cond Fold(List<(Joint Joint, Cond Cond)> parts)
    {
        // A comma means what the next word between two parts means: "A, B or C".
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            if (parts[i].Joint != Joint.Comma) continue;
            var next = i + 1 < parts.Count ? parts[i + 1].Joint : Joint.And;
            parts[i] = (next is Joint.Comma or Joint.None ? Joint.And : next, parts[i].Cond);
        }

        for (var i = 1; i < parts.Count;)
        {
            if (parts[i].Joint != Joint.None && Union(parts[i - 1].Cond, parts[i].Cond, parts[i].Joint == Joint.Or) is { } merged)
            {
                parts[i - 1] = (parts[i - 1].Joint, merged);
                parts.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        var alternatives = new List<List<Cond>>();
        foreach (var (joint, cond) in parts)
        {
            if (joint == Joint.Or || alternatives.Count == 0) alternatives.Add([]);
            alternatives[^1].Add(cond);
        }

        List<Cond> ored = [.. alternatives.Select(a => And(a))];
        return ored.Count == 1 ? ored[0] : new OrCond(ored);
    }

    public static Cond And(IReadOnlyList<Cond> items) => items.Count == 1 ? items[0] : new AndCond([.. items.SelectMany(i => i is AndCond a ? a.Items : [i])]);

    public static Cond? And(Cond? left, Cond? right) => left is null ? right : right is null ? left : And([left, right]);

    private static Cond? Union(Cond left, Cond right, bool either) => (left, right) switch
    {
        (GeoCond a, GeoCond b) when a.Relation == b.Relation => new GeoCond([.. a.Territories.Concat(b.Territories).Distinct()], a.Relation),
        (NameCond a, NameCond b) when a.Kind == b.Kind => new NameCond(a.Kind, [.. a.Names.Concat(b.Names).Distinct(StringComparer.Ordinal)]) { Alternatives = either || a.Alternatives || b.Alternatives },
        (LabelCond { Test.Op: LabelOperator.In } a, LabelCond { Test.Op: LabelOperator.In } b) when a.Test.Key == b.Test.Key =>
            new LabelCond(LabelExpression.In(a.Test.Key, a.Test.Values.Concat(b.Test.Values).Distinct(StringComparer.Ordinal)), a.On | b.On),
        _ => null,
    };

    /// <summary>Territories of all geographic parts, for words about what was read.</summary>
    public static IEnumerable<Territory> TerritoriesOf(Cond? cond) => cond switch
    {
        GeoCond g => g.Territories,
        NotCond n => TerritoriesOf(n.Inner),
        AndCond a => a.Items.SelectMany(TerritoriesOf),
        OrCond o => o.Items.SelectMany(TerritoriesOf),
        _ => [],
    };
}

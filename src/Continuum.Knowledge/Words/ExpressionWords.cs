using Continuum.Core.Policies;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Words;

/// <summary>Conditions in words.</summary>
internal static class ExpressionWords
{
    /// <summary>"jurisdiction DE or FR", "trust high and certified set".</summary>
    public static string Of(LabelExpression expression) => expression switch
    {
        AllOf { Items.Count: 0 } => "any labels",
        AnyOf { Items.Count: 0 } => "no possible label",
        AllOf all => string.Join(" and ", all.Items.Select(i => i is AnyOf { Items.Count: > 1 } ? $"({Of(i)})" : Of(i))),
        AnyOf any => string.Join(" or ", any.Items.Select(i => i is AllOf { Items.Count: > 1 } ? $"({Of(i)})" : Of(i))),
        LabelTest test => Test(test),
        _ => expression.ToString() ?? "",
    };

    private static string Test(LabelTest test) => test.Op switch
    {
        LabelOperator.In => $"{test.Key} {Values(test, "or")}",
        LabelOperator.NotIn => $"{test.Key} other than {Values(test, "or")}",
        LabelOperator.Exists => $"{test.Key} set",
        LabelOperator.DoesNotExist => $"no {test.Key}",
        LabelOperator.Gt => $"{test.Key} above {Values(test, "or")}",
        _ => $"{test.Key} below {Values(test, "or")}",
    };

    private static string Values(LabelTest test, string joint) =>
        Countries.BlocOf([.. test.Values]) is { } bloc ? $"{bloc} ({test.Values.Count} countries)" : SelectorWords.List(test.Values, joint);
}

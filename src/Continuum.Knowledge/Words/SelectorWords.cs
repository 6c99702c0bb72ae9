using Continuum.Core.Policies;

namespace Continuum.Knowledge.Words;

/// <summary>Selectors in words.</summary>
internal static class SelectorWords
{
    /// <summary>"patient-db and ehr-api", "everything with data phi except logger".</summary>
    public static string Of(Selector selector)
    {
        var text = List([.. selector.Terms.Select(Term)], "and");
        return selector.Except.Count == 0 ? text : $"{text} except {List([.. selector.Except.Select(Term)], "and")}";
    }

    public static string List(IReadOnlyList<string> items, string joint) => items.Count switch
    {
        0 => "nothing",
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} {joint} {items[^1]}",
    };

    private static string Term(SelectorTerm term)
    {
        if (term is { Name: { } name, Labels: null, Namespace: null }) return name;
        var noun = term.Kind switch { SubjectKind.Workload => "workloads", SubjectKind.Service => "services", _ => "everything" };
        if (term.Name is { } called) noun += $" named {called}";
        if (term.Labels is { } labels) noun += $" with {ExpressionWords.Of(labels)}";
        if (term.Namespace is { } space) noun += $" in namespace {space}";
        return noun;
    }
}

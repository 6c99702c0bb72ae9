using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Dashboard.Components.Live;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Plans;

/// <summary>The checks of a verdict, those that fail first and opened, with their counter-examples.</summary>
public sealed partial class PlanChecks : LiveComponent
{
    private readonly HashSet<string> all = new(StringComparer.Ordinal);
    private bool everything;

    /// <summary>The verdict.</summary>
    [Parameter, EditorRequired]
    public required Verdict Verdict { get; set; }

    /// <summary>The policy, to mark in a counter-example what it forbids.</summary>
    [Parameter]
    public Policy? Policy { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.None;

    private IEnumerable<CheckGroup> Groups => Verdict.Checks.GroupBy(c => c.Name)
        .Select(g => new CheckGroup(g.Key, g.All(c => c.Passed), [.. g])).OrderBy(g => g.Passed);

    private IEnumerable<CheckGroup> Shown => Groups.Where(g => everything || !g.Passed || CheckWords.IsAskedFirst(g.Name));

    private int Rest => Groups.Count() - Shown.Count();

    private string Summary => Verdict.Outcome switch
    {
        Outcome.Pass => $"{Figure.Count(Verdict.Checks.Count, "check")}, all hold",
        Outcome.Conflict => "conflicts with active intents",
        Outcome.Infeasible => "impossible on this site",
        Outcome.Clarify => "needs an answer from you",
        _ => $"{Figure.Count(Verdict.Checks.Count(c => !c.Passed), "check")} of {Verdict.Checks.Count} failed",
    };

    private sealed record CheckGroup(string Name, bool Passed, IReadOnlyList<Check> Checks);
}

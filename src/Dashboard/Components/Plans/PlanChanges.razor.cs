using Continuum.Core.Plans;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Live;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Plans;

/// <summary>What a plan does to the site: pipelines, moves and rules per switch.</summary>
public sealed partial class PlanChanges : LiveComponent
{
    private IReadOnlyList<FlowDifference>? flows;
    private string? flowsOf;

    /// <summary>The intent.</summary>
    [Parameter, EditorRequired]
    public required IntentRecord Intent { get; set; }

    /// <summary>The plan.</summary>
    [Parameter, EditorRequired]
    public required Plan Plan { get; set; }

    /// <summary>Whether it is still to be decided, so that "now" differs from "then".</summary>
    [Parameter]
    public bool Undecided { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.None;

    [Inject]
    private IFabricDriver Fabric { get; set; } = default!;

    // A pipeline's own moves are what its bars show.
    private IReadOnlyList<Move> Moved => [.. Plan.Moves.Where(m => !Plan.Pipelines.Any(p => m.Subject == p.Service || m.Subject.StartsWith(p.Service + " ", StringComparison.Ordinal)))];

    private IEnumerable<(PipelineLayout? Before, PipelineLayout After, IReadOnlyList<string> Order)> Services
    {
        get
        {
            foreach (var after in Plan.Pipelines)
            {
                var service = Feed.Site.Site.Services.FirstOrDefault(s => s.Name == after.Service);
                var before = service is null ? null : new PipelineLayout(service.Name, service.Head, service.Stages);
                var changes = Undecided && before is not null && !before.Equals(after);
                yield return (changes ? before : null, after, [.. (before?.Nodes ?? []).Concat(after.Nodes).Distinct(StringComparer.Ordinal)]);
            }
        }
    }

    private string Summary
    {
        get
        {
            var restarts = Plan.Moves.Count(m => m.Restart);
            var changed = flows is null ? null : Figure.Count(flows.Sum(f => f.Added + f.Removed), "rule change");
            string?[] parts = [Plan.Moves.Count == 0 ? "nothing moves" : Figure.Count(Plan.Moves.Count, "move"), changed, restarts == 0 ? "no restart" : Figure.Count(restarts, "restart")];
            return string.Join(", ", parts.OfType<string>());
        }
    }

    private string FlowWords => $"{Figure.Count(flows!.Sum(f => f.Added), "rule")} added, {flows!.Sum(f => f.Removed)} removed on {Figure.Count(flows!.Count, "switch", "switches")}";

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (!Undecided || flowsOf == Plan.Hash) return;
        flowsOf = Plan.Hash;
        try
        {
            flows = FlowDifference.Between((await Fabric.ReadAsync(CancellationToken.None)).Entries, Plan.FlowRules, Feed.Site.Site);
        }
        catch (DriverException)
        {
            // The fabric does not answer: how many rules change is not known, and not claimed.
            flows = null;
        }
    }
}

using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Dashboard.Components.Map;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Plans;

/// <summary>The way on which a rule would be broken, with what breaks it marked.</summary>
public sealed partial class CounterExample
{
    /// <summary>Names in order.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<string> Trail { get; set; }

    /// <summary>The site.</summary>
    [Parameter, EditorRequired]
    public required Site Site { get; set; }

    /// <summary>The policy; null marks nothing.</summary>
    [Parameter]
    public Policy? Policy { get; set; }

    private IReadOnlyList<Step> Steps
    {
        get
        {
            var forbidden = Policy is null ? IntentShade.None.Forbidden : IntentShade.Of(Site, Policy).Forbidden;
            return [.. Trail.Select(n => new Step(n, KindOf(n), WhereOf(n), forbidden.Contains(n)))];
        }
    }

    private string KindOf(string name) => Site.FindNode(name) is not null ? "node" : Site.FindSwitch(name) is not null ? "switch" : "link";

    private string? WhereOf(string name) =>
        (Site.FindNode(name)?.Labels ?? Site.FindSwitch(name)?.Labels)?.GetValueOrDefault(LabelKeys.Jurisdiction);

    private sealed record Step(string Name, string Kind, string? Where, bool Bad);
}

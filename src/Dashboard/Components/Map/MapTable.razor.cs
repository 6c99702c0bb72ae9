using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Map;

/// <summary>What the map shows, as tables.</summary>
public sealed partial class MapTable : LiveComponent
{
    private ILookup<string, string> holdings = default!;
    private ILookup<string, NodeSample> samples = default!;
    private ILookup<string, LinkSample> links = default!;

    /// <summary>Names found by the filter; null for all.</summary>
    [Parameter]
    public IReadOnlySet<string>? Found { get; set; }

    /// <summary>The figures shown.</summary>
    [Parameter, EditorRequired]
    public required TelemetryFrame Frame { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.None;

    private Site Site => Feed.Site.Site;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        holdings = NodeHoldings.Of(Site);
        samples = Frame.Nodes.ToLookup(n => n.Node, StringComparer.Ordinal);
        links = Frame.Links.ToLookup(l => l.A, StringComparer.Ordinal);
    }

    private bool Shown(string name) => Found?.Contains(name) != false;

    private static string Mbps(double? value) => value is null ? Figure.NoData : $"{Figure.Number(value, 0)} Mbit/s";
}

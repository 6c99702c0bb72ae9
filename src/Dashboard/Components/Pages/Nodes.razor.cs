using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Layout;
using Dashboard.Components.Live;
using Dashboard.Components.Map;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>Every node in the order of the site, what was asked of it beside what it does.</summary>
public sealed partial class Nodes : LiveComponent
{
    private const int PageSize = 100;
    private IReadOnlyList<Row> rows = [];
    private Node? chosen;
    private string? filterError;
    private int page;

    /// <summary>The node that is opened.</summary>
    [SupplyParameterFromQuery(Name = "node")]
    public string? Chosen { get; set; }

    /// <summary>The filter.</summary>
    [SupplyParameterFromQuery(Name = "find")]
    public string? Find { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Telemetry;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private PageContext Context { get; set; } = default!;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var site = Feed.Site.Site;
        var filter = MapFilter.Parse(Find, out filterError);
        var found = filter.IsEmpty ? null : filter.Find(site, Feed.Telemetry);
        var holdings = NodeHoldings.Of(site);
        var asked = site.Workloads.SelectMany(w => w.StandsOn.Select(n => (Node: n, Workload: w))).ToLookup(p => p.Node, p => p.Workload, StringComparer.Ordinal);
        var samples = Feed.Telemetry.Nodes.ToLookup(n => n.Node, StringComparer.Ordinal);
        rows =
        [
            .. site.Nodes.Where(n => found?.Contains(n.Name) != false).Select(n => new Row(
                n, samples[n.Name].FirstOrDefault(),
                asked[n.Name].Sum(w => w.ReplicasOn(n.Name) * w.Requests.Cpu) / n.Capacity.Cpu,
                asked[n.Name].Sum(w => w.ReplicasOn(n.Name) * w.Requests.MemoryGiB) / n.Capacity.MemoryGiB,
                string.Join(", ", holdings[n.Name]))),
        ];
        if (page * PageSize >= rows.Count) page = 0;
        chosen = Chosen is null ? null : site.FindNode(Chosen);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Context.About(Chosen is null ? null : $"n:{Chosen}");
        Refresh();
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        Context.About(null);
        return ValueTask.CompletedTask;
    }

    private static NodeSample? Of(TelemetryFrame frame, string node) => frame.Nodes.FirstOrDefault(n => n.Node == node);

    private static List<ChartLine> BusyLines(Node node)
    {
        var lines = new List<ChartLine> { new("CPU", f => Of(f, node.Name)?.CpuBusy * 100) };
        if (node.Gpus.Count > 0) lines.Add(new("GPU", f => Of(f, node.Name)?.GpuBusy * 100));
        return lines;
    }

    private static List<ChartLine> MemoryLines(Node node)
    {
        var lines = new List<ChartLine> { new("memory", f => Of(f, node.Name)?.MemoryUsedGiB) };
        if (node.Gpus.Count > 0) lines.Add(new("GPU memory", f => Of(f, node.Name)?.GpuMemoryUsedGiB));
        return lines;
    }

    private void Go(string key, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(key, string.IsNullOrWhiteSpace(value) ? null : value), replace: true);

    private sealed record Row(Node Node, NodeSample? Sample, double CpuAsked, double MemoryAsked, string Holds)
    {
        public double? MemoryUsed => Sample?.MemoryUsedGiB / Node.Capacity.MemoryGiB;

        public double? GpuMemoryUsed => Sample?.GpuMemoryUsedGiB / Node.Gpus.Sum(g => g.Count * g.MemoryGiB);
    }
}

using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Map;

/// <summary>A node: what it can, what it does, what stands there and why.</summary>
public sealed partial class NodeDetails : LiveComponent
{
    private IReadOnlyList<(ISubject Subject, string Text)> here = [];
    private double allocatedCpu;
    private double allocatedMemory;

    /// <summary>The node.</summary>
    [Parameter, EditorRequired]
    public required Node Node { get; set; }

    /// <summary>Its figures; null is "no data".</summary>
    [Parameter]
    public NodeSample? Sample { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Intents;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var site = Feed.Site.Site;
        here =
        [
            .. site.Services.Where(s => s.StandsOn.Contains(Node.Name)).Select(s => ((ISubject)s, $"{s.Name}, {Parts(s)}")),
            .. site.Workloads.Where(w => w.StandsOn.Contains(Node.Name)).Select(w => ((ISubject)w, w.Replicas == 1 ? w.Name : $"{w.Name}, {w.ReplicasOn(Node.Name)} of {w.Replicas} replicas")),
        ];
        var workloads = site.Workloads.Where(w => w.StandsOn.Contains(Node.Name)).ToList();
        allocatedCpu = workloads.Sum(w => w.ReplicasOn(Node.Name) * w.Requests.Cpu);
        allocatedMemory = workloads.Sum(w => w.ReplicasOn(Node.Name) * w.Requests.MemoryGiB);
    }

    private string Parts(Service service)
    {
        var layers = service.Stages.Where(s => s.Node == Node.Name).Select(s => $"layers {s.Layers}");
        return string.Join(", ", (service.Head == Node.Name ? ["head"] : Array.Empty<string>()).Concat(layers));
    }
}

using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Cluster;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab;

/// <summary>Ways to tamper with the rules of a switch.</summary>
public enum FlowTampering
{
    /// <summary>A compiled rule sends its packets elsewhere.</summary>
    Redirect,

    /// <summary>A compiled rule is taken away.</summary>
    Delete,

    /// <summary>A rule of higher priority takes packets away from where they should go.</summary>
    Rogue,
}

/// <summary>
/// Ways to break the lab and to mend it: what an outsider could do to a real system. Nothing here goes through the
/// drivers, so every change is told as one that is not the console's own.
/// </summary>
public sealed class LabControls
{
    private readonly LabWorld world;
    private readonly PodKeeper pods;

    internal LabControls(LabWorld world, PodKeeper pods)
    {
        this.world = world;
        this.pods = pods;
    }

    /// <summary>Takes the link at that port ("s1:2") down or brings it up.</summary>
    /// <exception cref="DriverException">No such link.</exception>
    public async Task SetLinkAsync(string port, bool up, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await world.ChangeAsync(c =>
        {
            var link = Link(c.Site, port);
            if (link.Up == up) return;
            c.Set(link with { Up = up });
            c.Fabric(DriverEventKind.TopologyChanged, link.Name, up ? $"the link at {link.A} is up again" : $"the link at {link.A} is down", own: false);
        }).ConfigureAwait(false);
        Converge();
    }

    /// <summary>Takes a switch down or brings it up. One that is down forwards nothing; its management port still answers.</summary>
    /// <exception cref="DriverException">No such switch.</exception>
    public async Task SetSwitchAsync(string name, bool up, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await world.ChangeAsync(c =>
        {
            var found = Switch(c.Site, name);
            if (found.Up == up) return;
            c.Set(found with { Up = up });
            c.Fabric(DriverEventKind.TopologyChanged, name, up ? "the switch forwards again" : "the switch is down", own: false);
        }).ConfigureAwait(false);
        Converge();
    }

    /// <summary>Takes a node down (its pods are lost and, after a while, placed elsewhere) or brings it up.</summary>
    /// <exception cref="DriverException">No such node.</exception>
    public async Task SetNodeAsync(string name, bool ready, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await world.ChangeAsync(c =>
        {
            var node = Node(c.Site, name);
            if (node.Ready == ready) return;
            c.Set(node with { Ready = ready });
            c.Cluster(DriverEventKind.NodeChanged, name, ready ? "the node is ready again" : "the node is down", own: false);
            foreach (var service in c.Site.Services.Where(s => s.StandsOn.Contains(name)))
            {
                c.Serving(DriverEventKind.PipelineChanged, service.Name, ready ? $"{name} answers again" : $"{name}, which holds a part of it, is down", own: false);
            }
        }).ConfigureAwait(false);
        if (ready) pods.PlaceWaiting();
        else pods.NodeLost(name);
    }

    /// <summary>Drains a node, as kubectl drain does, or lets it take pods again. Stages of pipelines stay: they are moved by reconfiguration.</summary>
    /// <exception cref="DriverException">No such node.</exception>
    public async Task DrainAsync(string name, bool drain, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await world.ChangeAsync(c =>
        {
            var node = Node(c.Site, name);
            if (node.Schedulable != drain) return;
            c.Set(node with { Schedulable = !drain });
            c.Cluster(DriverEventKind.NodeChanged, name, drain ? "the node is cordoned and being drained" : "the node takes pods again", own: false);
        }).ConfigureAwait(false);
        if (drain) pods.NodeDrained(name);
        else pods.PlaceWaiting();
    }

    /// <summary>Changes rules of a switch behind the console's back; says in words what was changed.</summary>
    /// <exception cref="DriverException">No such switch, or it holds no rule to tamper with.</exception>
    public async Task<string> TamperFlowAsync(string switchName, FlowTampering how, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var words = "";
        await world.ChangeAsync(c =>
        {
            var (change, told) = Tampering.Choose(c.World, Switch(c.Site, switchName), how);
            words = told;
            InMemoryFabric.Apply(c, change, own: false);
        }).ConfigureAwait(false);
        return words;
    }

    /// <summary>Sets a label, or removes it when the value is null.</summary>
    /// <exception cref="DriverException">No such element, or the key is none.</exception>
    public async Task SetLabelAsync(LabElementKind kind, string name, string key, string? value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (string.IsNullOrWhiteSpace(key) || key is LabelKeys.Name or LabelKeys.Tier or LabelKeys.GpuModel or LabelKeys.GpuMemory or LabelKeys.GpuCount)
        {
            throw new DriverException($"'{key}' is not a label that can be set: names, tiers and GPUs belong to the element itself.");
        }

        await world.ChangeAsync(c =>
        {
            var (labels, set, told) = Labelled(c, kind, name);
            if (labels.GetValueOrDefault(key) == value) return;
            var changed = new Dictionary<string, string>(labels, StringComparer.Ordinal);
            if (value is null) changed.Remove(key);
            else changed[key] = value;
            set(changed);
            told(value is null ? $"label {key} removed (it was {labels[key]})" : labels.TryGetValue(key, out var old) ? $"label {key} changed from {old} to {value}" : $"label {key} set to {value}");
        }).ConfigureAwait(false);
        // A pod that waited may be admitted now.
        pods.PlaceWaiting();
    }

    /// <summary>Moves a workload as someone with access to the cluster could, past every rule.</summary>
    /// <exception cref="DriverException">No such workload or node, or the node is down.</exception>
    public Task MoveWorkloadAsync(string workload, string node, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return world.ChangeAsync(c =>
        {
            var found = c.Site.Workloads.FirstOrDefault(w => w.Name == workload) ?? throw Missing(c.Site, "workload", workload);
            if (!Node(c.Site, node).Ready) throw new DriverException($"{node} is down and cannot take {workload}.");
            if (found.StandsOn is [var only] && only == node) return;
            c.World.Pending.Remove(workload);
            c.Set(found.On([node]));
            c.Cluster(DriverEventKind.WorkloadChanged, workload, $"moved from {Places.Told(found.StandsOn)} to {node}", own: false);
        });
    }

    /// <summary>Lets the baseline follow the topology, now and after a stop that came between.</summary>
    internal void Converge() => world.Later(world.Options.Convergence, "let the baseline follow the topology", () => world.ChangeAsync(c =>
    {
        foreach (var (datapath, count) in c.World.Fabric.Converge(c.Site))
        {
            c.Fabric(DriverEventKind.FlowsChanged, c.Site.Switches[c.World.Map.IndexOf(datapath)].Name, $"{count} baseline rules follow the topology", own: true);
        }
    }));

    private static (IReadOnlyDictionary<string, string> Labels, Action<IReadOnlyDictionary<string, string>> Set, Action<string> Told) Labelled(LabChange c, LabElementKind kind, string name)
    {
        switch (kind)
        {
            case LabElementKind.Node:
                var node = Node(c.Site, name);
                return (node.Labels, l => c.Set(node with { Labels = l }), d => c.Cluster(DriverEventKind.LabelChanged, name, d, own: false));
            case LabElementKind.Switch:
                var found = Switch(c.Site, name);
                return (found.Labels, l => c.Set(found with { Labels = l }), d => c.Fabric(DriverEventKind.LabelChanged, name, d, own: false));
            case LabElementKind.Link:
                var link = Link(c.Site, name);
                return (link.Labels, l => c.Set(link with { Labels = l }), d => c.Fabric(DriverEventKind.LabelChanged, link.Name, d, own: false));
            case LabElementKind.Workload:
                var workload = c.Site.Workloads.FirstOrDefault(w => w.Name == name) ?? throw Missing(c.Site, "workload", name);
                return (workload.Labels, l => c.Set(workload with { Labels = l }), d => c.Cluster(DriverEventKind.LabelChanged, name, d, own: false));
            default:
                var service = c.Site.Services.FirstOrDefault(s => s.Name == name) ?? throw Missing(c.Site, "service", name);
                return (service.Labels, l => c.Set(service with { Labels = l }), d => c.Serving(DriverEventKind.LabelChanged, name, d, own: false));
        }
    }

    private static Node Node(Site site, string name) => site.FindNode(name) ?? throw Missing(site, "node", name);

    private static Switch Switch(Site site, string name) => site.FindSwitch(name) ?? throw Missing(site, "switch", name);

    private static Link Link(Site site, string name) =>
        site.Links.FirstOrDefault(l => l.A.ToString() == name || l.B.ToString() == name)
        ?? site.Links.FirstOrDefault(l => l.Name == name || l.ReverseName == name)
        ?? throw Missing(site, "link", name);

    private static DriverException Missing(Site site, string kind, string name) => new($"The site {site.Name} has no {kind} '{name}'. Nothing was changed.");
}

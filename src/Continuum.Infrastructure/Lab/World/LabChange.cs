using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.World;

/// <summary>A change of the world while it is made, under the world's lock.</summary>
internal sealed class LabChange(LabWorld world)
{
    private readonly List<(Notifier<DriverEvent> To, DriverEvent Event)> events = [];
    private Site site = world.Site;

    /// <summary>The world as it was, with tables, manifests and epochs to be changed in place.</summary>
    public LabWorld World => world;

    /// <summary>The site as it becomes.</summary>
    public Site Site
    {
        get => site;
        set
        {
            site = value;
            IsAny = true;
        }
    }

    /// <summary>Whether anything changed.</summary>
    public bool IsAny { get; private set; }

    /// <summary>Whether what ports lead to, or whether it is up, may have changed.</summary>
    public bool Rewired => !ReferenceEquals(site.Nodes, world.Site.Nodes) || !ReferenceEquals(site.Switches, world.Site.Switches) || !ReferenceEquals(site.Links, world.Site.Links);

    /// <summary>Something that is kept has changed, without an event.</summary>
    public void Touch() => IsAny = true;

    public void Fabric(DriverEventKind kind, string subject, string detail, bool own) => Add(world.FabricEvents, kind, subject, detail, own);

    public void Cluster(DriverEventKind kind, string subject, string detail, bool own) => Add(world.ClusterEvents, kind, subject, detail, own);

    public void Serving(DriverEventKind kind, string subject, string detail, bool own) => Add(world.ServingEvents, kind, subject, detail, own);

    /// <summary>Replaces a node.</summary>
    public void Set(Node node) => Site = Site with { Nodes = [.. Site.Nodes.Select(n => n.Name == node.Name ? node : n)] };

    /// <summary>Replaces a switch.</summary>
    public void Set(Switch changed) => Site = Site with { Switches = [.. Site.Switches.Select(s => s.Name == changed.Name ? changed : s)] };

    /// <summary>Replaces the link with the same first end.</summary>
    public void Set(Link link) => Site = Site with { Links = [.. Site.Links.Select(l => l.A == link.A ? link : l)] };

    /// <summary>Replaces a workload.</summary>
    public void Set(Workload workload) => Site = Site with { Workloads = [.. Site.Workloads.Select(w => w.Name == workload.Name ? workload : w)] };

    /// <summary>Replaces a service.</summary>
    public void Set(Service service) => Site = Site with { Services = [.. Site.Services.Select(s => s.Name == service.Name ? service : s)] };

    /// <summary>Hands the events out, in the order in which they were added.</summary>
    public void Tell()
    {
        foreach (var (to, item) in events) to.Post(item);
    }

    private void Add(Notifier<DriverEvent> to, DriverEventKind kind, string subject, string detail, bool own)
    {
        IsAny = true;
        events.Add((to, new DriverEvent(LabNames.Driver, kind, subject, detail, world.Time.GetUtcNow(), own)));
    }
}

/// <summary>Names that the lab's drivers share.</summary>
internal static class LabNames
{
    public const string Driver = "lab";
}

using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Cluster;

/// <summary>What a cluster does by itself: pods leave lost and drained nodes, and find others.</summary>
internal sealed class PodKeeper(LabWorld world)
{
    /// <summary>Goes on with what a stop of the lab may have cut short.</summary>
    public void Start()
    {
        foreach (var node in world.Site.Nodes)
        {
            if (!node.Ready) NodeLost(node.Name);
            else if (!node.Schedulable) NodeDrained(node.Name);
        }

        PlaceWaiting();
    }

    /// <summary>After a while the pods of a node that stays away are given up, and placed elsewhere.</summary>
    public void NodeLost(string node) => world.Later(world.Options.Eviction, $"evict pods of {node}", async () =>
    {
        await EvictAsync(node, n => !n.Ready, "its node is lost").ConfigureAwait(false);
        PlaceWaiting();
    });

    /// <summary>The pods of a node that is drained start elsewhere.</summary>
    public void NodeDrained(string node) => world.Later(world.Options.PodStart, $"drain {node}", () => EvictAsync(node, n => !n.Schedulable, "its node is drained"));

    /// <summary>Pods that wait are tried again, after the time that a pod needs to start.</summary>
    public void PlaceWaiting()
    {
        if (world.Read(w => w.Pending.Count > 0)) Place();
    }

    private void Place() => world.Later(world.Options.PodStart, "place pods that wait", () => world.ChangeAsync(c =>
    {
        foreach (var name in c.World.Pending.Order(StringComparer.Ordinal).ToList())
        {
            if (c.Site.Workloads.FirstOrDefault(w => w.Name == name) is not { Node: null } workload)
            {
                c.World.Pending.Remove(name);
                c.Touch();
            }
            else if (new LabScheduler(c.Site, c.World.Manifests).Choose(workload) is { } node)
            {
                c.World.Pending.Remove(name);
                c.Set(workload with { Node = node.Name });
                c.Cluster(DriverEventKind.WorkloadChanged, name, $"the scheduler placed it on {node.Name}", own: false);
            }
        }
    }));

    private Task EvictAsync(string nodeName, Func<Node, bool> still, string why) => world.ChangeAsync(c =>
    {
        if (c.Site.FindNode(nodeName) is not { } node || !still(node)) return;
        foreach (var workload in c.Site.Workloads.Where(w => w.StandsOn.Contains(nodeName) && w.Kind != "DaemonSet").ToList())
        {
            if (workload.StandsOn.Count > 1)
            {
                EvictReplica(c, workload, nodeName, why);
                continue;
            }

            var target = node.Ready ? new LabScheduler(c.Site, c.World.Manifests).Choose(workload) : null;
            if (target is null) c.World.Pending.Add(workload.Name);
            c.Set(workload with { Node = target?.Name });
            c.Cluster(DriverEventKind.WorkloadChanged, workload.Name, target is null ? $"{why}: it stands nowhere until a node takes it" : $"{why}: the scheduler moved it to {target.Name}", own: false);
        }
    });

    // Where no node may take the replica, it waits: the others are all that is told of the workload.
    private static void EvictReplica(LabChange c, Workload workload, string nodeName, string why)
    {
        var others = workload.StandsOn.Where(n => n != nodeName).ToList();
        var target = new LabScheduler(c.Site, c.World.Manifests).ChooseReplica(workload, others);
        c.Set(workload.On(target is null ? others : [.. others, target.Name]));
        c.Cluster(DriverEventKind.WorkloadChanged, workload.Name, target is null ? $"{why}: its replica of {nodeName} waits for a node" : $"{why}: the scheduler moved its replica of {nodeName} to {target.Name}", own: false);
    }
}

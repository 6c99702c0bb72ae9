using System.Text.Json;
using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Cluster;

/// <summary>A cluster in memory, behind the interface of a real one.</summary>
internal sealed class LabCluster(LabWorld world, PodKeeper pods) : IClusterDriver
{
    // Where workloads on their way are going. Under the world's lock.
    private readonly Dictionary<string, IReadOnlyList<string>> moving = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => LabNames.Driver;

    /// <inheritdoc/>
    public bool IsLab => true;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<DriverEvent> onEvent) => world.ClusterEvents.Subscribe(onEvent);

    /// <inheritdoc/>
    public Task<ClusterState> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(world.Read(w => new ClusterState([.. w.Site.Workloads.Select(Read)], w.Time.GetUtcNow())));
    }

    /// <inheritdoc/>
    public async Task ApplyAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var json = manifest.Body.ToJsonString();
        await world.ChangeAsync(c =>
        {
            var workload = Find(c.Site, manifest.Subject);
            Check(manifest, workload);
            if (c.World.Manifests.GetValueOrDefault(workload.Name) == json) return;
            c.World.Manifests[workload.Name] = json;
            c.Cluster(DriverEventKind.WorkloadChanged, workload.Name, "manifest applied", own: true);
        }).ConfigureAwait(false);
        pods.PlaceWaiting();
    }

    /// <inheritdoc/>
    public async Task WithdrawAsync(string workload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await world.ChangeAsync(c =>
        {
            _ = Find(c.Site, workload);
            if (c.World.Manifests.Remove(workload)) c.Cluster(DriverEventKind.WorkloadChanged, workload, "manifest withdrawn", own: true);
        }).ConfigureAwait(false);
        pods.PlaceWaiting();
    }

    /// <inheritdoc/>
    public async Task MoveAsync(string workload, IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var there = world.Read(w =>
        {
            if (Places.Same(Find(w.Site, workload).StandsOn, nodes)) return true;
            CheckTargets(w, w.Site, workload, nodes);
            if (moving.TryGetValue(workload, out var other)) throw new DriverException($"{workload} is on its way to {Places.Told(other)} already. Wait until it is there.");
            moving[workload] = nodes;
            return false;
        });
        if (there) return;
        try
        {
            await Task.Delay(world.Options.PodStart, world.Time, cancellationToken).ConfigureAwait(false);
            await world.ChangeAsync(c =>
            {
                // A node may have gone in the meantime.
                CheckTargets(c.World, c.Site, workload, nodes);
                var before = Find(c.Site, workload);
                if (Places.Same(before.StandsOn, nodes)) return;
                c.World.Pending.Remove(workload);
                c.Set(before.On(nodes));
                c.Cluster(DriverEventKind.WorkloadChanged, workload, $"moved from {Places.Told(before.StandsOn)} to {Places.Told(nodes)}", own: true);
            }).ConfigureAwait(false);
        }
        finally
        {
            world.Read(_ => moving.Remove(workload));
        }
    }

    private static Workload Find(Site site, string name) =>
        site.Workloads.FirstOrDefault(w => w.Name == name)
        ?? throw new DriverException($"The site {site.Name} has no workload {name}. Nothing was changed.");

    private static void CheckTargets(LabWorld world, Site site, string name, IReadOnlyList<string> nodeNames)
    {
        var workload = Find(site, name);
        if (nodeNames.Count == 0 || nodeNames.Count > Math.Max(1, workload.Replicas)) throw new DriverException($"{name} has {workload.Replicas} replicas and cannot be put on {nodeNames.Count} nodes. Nothing was changed.");
        var (after, scheduler) = (workload.On(nodeNames), new LabScheduler(site, world.Manifests));
        foreach (var nodeName in nodeNames)
        {
            var node = site.FindNode(nodeName) ?? throw new DriverException($"The site {site.Name} has no node {nodeName}, so {name} cannot go there.");
            if (scheduler.WhyNot(workload, node, after.ReplicasOn(nodeName)) is { } reason) throw new DriverException($"{name} cannot go to {nodeName}: {reason}.");
        }
    }

    private static void Check(Manifest manifest, Workload workload)
    {
        var body = manifest.Body;
        var (kind, name) = (body["kind"]?.ToString(), body["metadata"]?["name"]?.ToString());
        var found = body["metadata"]?["namespace"]?.ToString() ?? "default";
        if (body["apiVersion"] is null || kind != workload.Kind || name != workload.Name || found != workload.Namespace)
        {
            throw new DriverException($"The manifest of {workload.Name} is for {kind} {name} in {found}, and the workload is {workload.Kind} {workload.Name} in {workload.Namespace}. Nothing was changed.");
        }

        try
        {
            PodRules.Parse(body.ToJsonString());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DriverException($"The manifest of {workload.Name} is not one that a cluster would take: {e.Message} Nothing was changed.", e);
        }
    }

    private WorkloadState Read(Workload workload)
    {
        IReadOnlyList<string> nodes = moving.TryGetValue(workload.Name, out var targets) ? [.. workload.StandsOn.Union(targets, StringComparer.Ordinal)] : workload.StandsOn;
        var manifest = world.Manifests.GetValueOrDefault(workload.Name);
        return new WorkloadState(workload.Name, nodes, manifest is null ? null : new Manifest(workload.Name, JsonNode.Parse(manifest)!.AsObject()));
    }
}

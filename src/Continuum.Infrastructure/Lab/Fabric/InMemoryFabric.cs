using Continuum.Core.Plans;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Fabric;

/// <summary>A network of OpenFlow switches in memory, behind the interface of a real one.</summary>
internal sealed class InMemoryFabric(LabWorld world) : IFabricDriver
{
    /// <inheritdoc/>
    public string Name => LabNames.Driver;

    /// <inheritdoc/>
    public bool IsLab => true;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<DriverEvent> onEvent) => world.FabricEvents.Subscribe(onEvent);

    /// <inheritdoc/>
    public Task<FabricState> ReadAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(world.Read(w => new FabricState(w.Fabric.Read(), w.Time.GetUtcNow())));
    }

    /// <inheritdoc/>
    public Task ApplyAsync(FabricChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return world.ChangeAsync(c =>
        {
            foreach (var rule in change.Add) Check(c.World, rule);
            foreach (var rule in change.Remove) Check(c.World, rule);
            Apply(c, change, own: true);
        });
    }

    /// <inheritdoc/>
    public Task<WalkTrace> WalkAsync(Packet packet, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(world.Read(w => TableWalk.Run(w.Map, w.Fabric.ByIndex, packet).Trace(w.Site)));
    }

    /// <summary>Adds, then removes, and tells of each switch that changed.</summary>
    internal static void Apply(LabChange c, FabricChange change, bool own)
    {
        var counts = new Dictionary<ulong, (int Added, int Removed, int Conflicts)>();
        foreach (var rule in change.Add)
        {
            if (!c.World.Fabric.Add(rule)) continue;
            var count = counts.GetValueOrDefault(rule.DatapathId);
            var conflict = c.World.Fabric.Find(rule.DatapathId)!.Conflicting(rule).Any() ? 1 : 0;
            counts[rule.DatapathId] = (count.Added + 1, count.Removed, count.Conflicts + conflict);
        }

        foreach (var rule in change.Remove)
        {
            if (!c.World.Fabric.Remove(rule)) continue;
            var count = counts.GetValueOrDefault(rule.DatapathId);
            counts[rule.DatapathId] = count with { Removed = count.Removed + 1 };
        }

        foreach (var (datapath, (added, removed, conflicts)) in counts)
        {
            var parts = new List<string>();
            if (added > 0) parts.Add($"{added} added");
            if (removed > 0) parts.Add($"{removed} removed");
            if (conflicts > 0) parts.Add($"{conflicts} overlap others of equal priority that act otherwise, so the order of installation decides");
            c.Fabric(DriverEventKind.FlowsChanged, c.Site.Switches[c.World.Map.IndexOf(datapath)].Name, $"rules: {string.Join(", ", parts)}", own);
        }
    }

    private static void Check(LabWorld world, FlowRule rule)
    {
        if (world.Fabric.Find(rule.DatapathId) is null)
        {
            throw new DriverException($"The site {world.Site.Name} has no switch with the datapath id {rule.DatapathId}. Nothing was changed; plan on the site as it is.");
        }

        if (FlowMatching.Refusal(rule) is { } refusal)
        {
            throw new DriverException($"The switch {world.Site.Switches[world.Map.IndexOf(rule.DatapathId)].Name} refuses a rule of priority {rule.Priority}: {refusal}. Nothing was changed.");
        }
    }
}

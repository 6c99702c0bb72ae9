using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Enactment;

/// <summary>The real system as its drivers report it at a moment.</summary>
internal sealed record Readback(Site Site, ClusterState Cluster, FabricState Fabric, IReadOnlyList<ServiceState> Services)
{
    public IReadOnlyList<FlowRule> Rules => [.. Fabric.Entries.Select(e => e.Rule)];

    public IReadOnlyList<string> NodesOf(ISubject subject) => subject switch
    {
        Workload => Cluster.Workloads.FirstOrDefault(w => w.Name == subject.Name)?.Nodes ?? subject.StandsOn,
        _ => Services.FirstOrDefault(s => s.Name == subject.Name)?.Layout.Nodes ?? subject.StandsOn,
    };
}

/// <summary>The drivers of the three things that an intent constrains.</summary>
internal sealed class Plant(ISiteFeed site, IClusterDriver cluster, IFabricDriver fabric, IServingDriver serving)
{
    public ISiteFeed Site => site;

    public IClusterDriver Cluster => cluster;

    public IFabricDriver Fabric => fabric;

    public IServingDriver Serving => serving;

    public async Task<Readback> ReadAsync(CancellationToken cancellationToken)
    {
        var state = fabric.ReadAsync(cancellationToken);
        var pods = cluster.ReadAsync(cancellationToken);
        var services = serving.ReadAsync(cancellationToken);
        await Task.WhenAll(state, pods, services).ConfigureAwait(false);
        return new Readback(site.Current.Site, await pods.ConfigureAwait(false), await state.ConfigureAwait(false), await services.ConfigureAwait(false));
    }
}

using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Dashboard.Components.Tests.Support;

internal sealed class FakeFabric(FakeSiteFeed feed) : IFabricDriver
{
    public List<FlowEntry> Entries { get; } = [];

    public string Name => "lab";

    public bool IsLab => true;

    public IDisposable Subscribe(Action<DriverEvent> onEvent) => new Stop(() => { });

    public Task<FabricState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new FabricState([.. Entries], DateTimeOffset.UtcNow));

    public Task ApplyAsync(FabricChange change, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<WalkTrace> WalkAsync(Packet packet, CancellationToken cancellationToken)
    {
        var site = feed.Current.Site;
        var from = site.Nodes.First(n => n.Attach?.Ip == packet.Source);
        var to = site.Nodes.FirstOrDefault(n => n.Attach?.Ip == packet.Destination);
        var hops = to is null ? null : Shortest(site, from.Attach!.Switch, to.Attach!.Switch);
        return Task.FromResult(hops is null ? new WalkTrace([from.Attach!.Switch], [], null, "no match") : new WalkTrace(hops, [], to!.Name, "delivered"));
    }

    private static List<string>? Shortest(Site site, string from, string to)
    {
        var before = new Dictionary<string, string> { [from] = from };
        var queue = new Queue<string>([from]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var link in site.Links.Where(l => l.Up))
            {
                var next = link.A.Switch == at ? link.B.Switch : link.B.Switch == at ? link.A.Switch : null;
                if (next is not null && before.TryAdd(next, at)) queue.Enqueue(next);
            }
        }

        if (!before.ContainsKey(to)) return null;
        var hops = new List<string> { to };
        while (hops[^1] != from) hops.Add(before[hops[^1]]);
        hops.Reverse();
        return hops;
    }
}

internal sealed class FakeCluster : IClusterDriver
{
    public string Name => "lab";

    public bool IsLab => true;

    public IDisposable Subscribe(Action<DriverEvent> onEvent) => new Stop(() => { });

    public Task<ClusterState> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(new ClusterState([], DateTimeOffset.UtcNow));

    public Task ApplyAsync(Manifest manifest, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task WithdrawAsync(string workload, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task MoveAsync(string workload, IReadOnlyList<string> nodes, CancellationToken cancellationToken) => Task.CompletedTask;
}

internal sealed class FakeServing : IServingDriver
{
    public List<Reconfiguration> All { get; } = [];

    public string Name => "lab";

    public bool IsLab => true;

    public IReadOnlyList<Reconfiguration> Reconfigurations => [.. All];

    public IDisposable Subscribe(Action<DriverEvent> onEvent) => new Stop(() => { });

    public Task<IReadOnlyList<ServiceState>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ServiceState>>([]);

    public Task<Reconfiguration> ReconfigureAsync(PipelineLayout target, string reason, CancellationToken cancellationToken) => throw new DriverException("not here");

    public bool Abort(string id) => All.RemoveAll(r => r.Id == id) > 0;
}

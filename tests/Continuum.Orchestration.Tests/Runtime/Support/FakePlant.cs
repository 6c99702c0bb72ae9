using System.Text.Json.Nodes;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Orchestration.Tests.Runtime.Support;

/// <summary>Pods in memory, and the site as it follows from them.</summary>
internal sealed class FakeCluster(Plug plug, FakeSite site) : IClusterDriver
{
    private readonly Dictionary<string, Manifest> applied = [];
    private Action<DriverEvent>? onEvent;

    public string Name => "fake-cluster";

    public bool IsLab => true;

    public Func<string, string, Exception?>? MoveFault { get; set; }

    public Func<string, string, Task>? MoveDelay { get; set; }

    public List<(string Workload, string Node)> MovesMade { get; } = [];

    public IReadOnlyDictionary<string, Manifest> Applied => applied;

    public Task<ClusterState> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterState([.. site.Now.Workloads.Select(w => new WorkloadState(w.Name, w.StandsOn, applied.GetValueOrDefault(w.Name)))], DateTimeOffset.UnixEpoch));

    public Task ApplyAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        plug.Tick();
        applied[manifest.Subject] = new Manifest(manifest.Subject, (JsonObject)manifest.Body.DeepClone());
        plug.Tick();
        return Task.CompletedTask;
    }

    public Task WithdrawAsync(string workload, CancellationToken cancellationToken)
    {
        plug.Tick();
        applied.Remove(workload);
        plug.Tick();
        return Task.CompletedTask;
    }

    public async Task MoveAsync(string workload, IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        var node = string.Join(",", nodes);
        if (MoveFault?.Invoke(workload, node) is { } fault) throw fault;
        if (MoveDelay is not null) await MoveDelay(workload, node);
        plug.Tick();
        MovesMade.Add((workload, node));
        site.Change(s => s with { Workloads = [.. s.Workloads.Select(w => w.Name == workload ? w.On(nodes) : w)] });
        plug.Tick();
    }

    public IDisposable Subscribe(Action<DriverEvent> handler)
    {
        onEvent += handler;
        return new Subscription(() => onEvent -= handler);
    }

    /// <summary>Moves a pod behind the console's back.</summary>
    public void Stray(string workload, string node, DateTimeOffset at)
    {
        site.Change(s => s with { Workloads = [.. s.Workloads.Select(w => w.Name == workload ? w with { Node = node } : w)] });
        onEvent?.Invoke(new DriverEvent(Name, DriverEventKind.WorkloadChanged, workload, "moved", at, Own: false));
    }

    public void Lose(string workload, DateTimeOffset at)
    {
        applied.Remove(workload);
        onEvent?.Invoke(new DriverEvent(Name, DriverEventKind.WorkloadChanged, workload, "manifest removed", at, Own: false));
    }
}

internal sealed class FakeServing(Plug plug, FakeSite site) : IServingDriver
{
    private Action<DriverEvent>? onEvent;

    public string Name => "fake-serving";

    public bool IsLab => true;

    public bool Aborts { get; set; }

    public IReadOnlyList<Reconfiguration> Reconfigurations => [];

    public Task<IReadOnlyList<ServiceState>> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ServiceState>>([.. site.Now.Services.Select(s => new ServiceState(s.Name, new PipelineLayout(s.Name, s.Head, s.Stages), 1))]);

    public Task<Reconfiguration> ReconfigureAsync(PipelineLayout target, string reason, CancellationToken cancellationToken)
    {
        plug.Tick();
        var service = site.Now.Services.Single(s => s.Name == target.Service);
        var from = new PipelineLayout(service.Name, service.Head, service.Stages);
        var refused = Aborts && from != target;
        if (!refused) Put(target);
        plug.Tick();
        return Task.FromResult(new Reconfiguration
        {
            Id = "r",
            Service = target.Service,
            From = from,
            To = target,
            State = refused ? ReconfigurationState.Aborted : ReconfigurationState.Done,
            Reason = reason,
            Error = refused ? "no memory on the target" : null,
        });
    }

    public bool Abort(string id) => false;

    public IDisposable Subscribe(Action<DriverEvent> handler)
    {
        onEvent += handler;
        return new Subscription(() => onEvent -= handler);
    }

    public void Stray(PipelineLayout layout, DateTimeOffset at)
    {
        Put(layout);
        onEvent?.Invoke(new DriverEvent(Name, DriverEventKind.PipelineChanged, layout.Service, "moved", at, Own: false));
    }

    private void Put(PipelineLayout target) =>
        site.Change(s => s with { Services = [.. s.Services.Select(x => x.Name == target.Service ? x with { Head = target.Head, Stages = target.Stages } : x)] });
}

internal sealed class FakeSite(Site initial) : ISiteFeed
{
    private readonly Lock gate = new();
    private SiteSnapshot current = new(1, DateTimeOffset.UnixEpoch, initial);
    private Action<SiteSnapshot>? onChange;

    public SiteSnapshot Current
    {
        get { lock (gate) return current; }
    }

    public Site Now => Current.Site;

    public IDisposable Subscribe(Action<SiteSnapshot> handler)
    {
        onChange += handler;
        return new Subscription(() => onChange -= handler);
    }

    public void Change(Func<Site, Site> change)
    {
        SiteSnapshot now;
        lock (gate) now = current = new SiteSnapshot(current.Version + 1, current.At, change(current.Site));
        onChange?.Invoke(now);
    }
}

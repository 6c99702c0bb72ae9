using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Fabric;
using Continuum.Orchestration.Drivers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Continuum.Infrastructure.Lab.World;

/// <summary>
/// The system that the lab stands for: one world under one lock. Drivers and controls are views of it. A change is
/// seen at once by everyone, told in order, and kept on disk when its task ends.
/// </summary>
internal sealed class LabWorld : IAsyncDisposable, IDisposable
{
    private readonly Lock gate = new();
    private readonly LabStateFile file;
    private readonly Site original;
    private readonly Deferred deferred;
    private volatile SiteSnapshot current = null!;

    public LabWorld(Site site, string? folder, LabOptions options, TimeProvider time, ILogger? logger = null)
    {
        original = site;
        Options = options;
        Time = time;
        Logger = logger ?? NullLogger.Instance;
        SiteChanges = new Notifier<SiteSnapshot>(Logger);
        FabricEvents = new Notifier<DriverEvent>(Logger);
        ClusterEvents = new Notifier<DriverEvent>(Logger);
        ServingEvents = new Notifier<DriverEvent>(Logger);
        deferred = new Deferred(time, Logger);
        var path = folder is null ? null : LabStateFile.PathFor(folder, site);
        file = new LabStateFile(path, Capture, Logger);
        var state = LabStateFile.Load(path, Logger);
        Current = new SiteSnapshot(1, time.GetUtcNow(), site);
        foreach (var service in site.Services) Epochs[service.Name] = 1;
        if (state is not null) Current = new SiteSnapshot(state.Version, Current.At, LabStateCodec.Restore(site, state, this));
        Map = new FabricMap(Current.Site);
        Fabric = new FabricTables(Current.Site, state?.Flows ?? [], state?.MissingBaseline ?? []);
    }

    public LabOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public Notifier<SiteSnapshot> SiteChanges { get; }

    public Notifier<DriverEvent> FabricEvents { get; }

    public Notifier<DriverEvent> ClusterEvents { get; }

    public Notifier<DriverEvent> ServingEvents { get; }

    /// <summary>The newest snapshot; read without the lock.</summary>
    public SiteSnapshot Current
    {
        get => current;
        private set => current = value;
    }

    public Site Site => Current.Site;

    /// <summary>Wiring of the newest snapshot. Under the lock.</summary>
    public FabricMap Map { get; private set; }

    /// <summary>Tables of all switches. Under the lock.</summary>
    public FabricTables Fabric { get; }

    /// <summary>Manifests in force, as JSON text, by workload. Under the lock.</summary>
    public Dictionary<string, string> Manifests { get; } = new(StringComparer.Ordinal);

    /// <summary>Workloads that lost their node and wait for another. Under the lock.</summary>
    public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

    /// <summary>Epoch of each service. Under the lock.</summary>
    public Dictionary<string, long> Epochs { get; } = new(StringComparer.Ordinal);

    /// <summary>Newest first. Under the lock.</summary>
    public List<Reconfiguration> Reconfigurations { get; } = [];

    /// <summary>Reads several things of one moment.</summary>
    public T Read<T>(Func<LabWorld, T> read)
    {
        lock (gate) return read(this);
    }

    /// <summary>Changes the world; ends once the change is on disk. What throws must not have changed anything yet.</summary>
    public Task ChangeAsync(Action<LabChange> change)
    {
        lock (gate)
        {
            var made = new LabChange(this);
            change(made);
            if (!made.IsAny) return Task.CompletedTask;
            if (made.Site != Current.Site)
            {
                if (made.Rewired) Map = new FabricMap(made.Site);
                Current = new SiteSnapshot(Current.Version + 1, Time.GetUtcNow(), made.Site);
                SiteChanges.Post(Current);
            }

            made.Tell();
        }

        return file.SaveAsync();
    }

    /// <summary>Does something later, or at once where the delay is nothing. Never call it under the lock.</summary>
    public void Later(TimeSpan delay, string what, Func<Task> act) => deferred.Run(delay, what, act);

    /// <summary>Keeps the counters of the tables too.</summary>
    public async ValueTask DisposeAsync()
    {
        await deferred.DisposeAsync().ConfigureAwait(false);
        await file.SaveAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private LabState Capture()
    {
        lock (gate) return LabStateCodec.Capture(original, this);
    }
}

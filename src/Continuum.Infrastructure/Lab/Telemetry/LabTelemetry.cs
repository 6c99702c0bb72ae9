using Continuum.Core.Pipelines;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;
using Microsoft.Extensions.Hosting;

namespace Continuum.Infrastructure.Lab.Telemetry;

/// <summary>The lab's pulse: once a tick traffic flows, counters move and a frame of figures is made.</summary>
internal sealed class LabTelemetry : BackgroundService, ITelemetryFeed
{
    private readonly LabWorld world;
    private readonly ServiceLoads loads;
    private readonly ServiceFigures services;
    private readonly LabFlows flows;
    private readonly Notifier<TelemetryFrame> readers;
    private readonly Lock gate = new();
    private readonly Queue<TelemetryFrame> kept = new();
    private TelemetryFrame current;
    private long tick;

    public LabTelemetry(LabWorld world, LabModels models, ServiceLoads loads, ICostModel? costs, IServiceRuntime? runtime = null)
    {
        this.world = world;
        this.loads = loads;
        services = new ServiceFigures(costs, models, world.Options.Seed, runtime);
        flows = new LabFlows(world.Options.Seed);
        readers = new Notifier<TelemetryFrame>(world.Logger);
        // There is a frame before the first tick, so that a page need not wait for figures.
        current = Make();
        kept.Enqueue(current);
    }

    /// <inheritdoc/>
    public TelemetryFrame Current
    {
        get
        {
            lock (gate) return current;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TelemetryFrame> History
    {
        get
        {
            lock (gate) return [.. kept];
        }
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<TelemetryFrame> onFrame) => readers.Subscribe(onFrame);

    /// <summary>Makes the next frame and tells it.</summary>
    internal void Advance()
    {
        var frame = Make();
        lock (gate)
        {
            current = frame;
            kept.Enqueue(frame);
            if (kept.Count > world.Options.History) kept.Dequeue();
        }

        readers.Post(frame);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(world.Options.Tick, world.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                try
                {
                    Advance();
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    LabLog.FrameFailed(world.Logger, e);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private TelemetryFrame Make() => world.Read(w =>
    {
        tick++;
        var counts = LinkCounts.Send(w, flows.Of(w.Site), w.Options.Seed, tick, w.Options.Tick.TotalSeconds);
        var made = w.Site.Services.Select(s => (Service: s, Figures: services.Of(w, s, tick))).ToList();
        loads.Set(made.ToDictionary(m => m.Service.Name, m => m.Figures.Load, StringComparer.Ordinal));
        var standing = w.Site.Workloads.SelectMany(x => x.StandsOn.Select(n => (Node: n, Workload: x))).ToLookup(p => p.Node, p => p.Workload, StringComparer.Ordinal);
        var nodes = w.Site.Nodes.Select(n => NodeFigures.Of(
            standing[n.Name], n, counts.NodeMbps.GetValueOrDefault(n.Name),
            made.Sum(m => m.Figures.Sample.Stages.Where(s => s.Node == n.Name).Sum(s => s.Busy ?? 0)),
            made.Sum(m => services.MemoryGiB(m.Service, n.Name, m.Figures.Load)),
            w.Options.Seed, tick));
        return new TelemetryFrame(tick, w.Time.GetUtcNow(), [.. nodes], counts.Samples(w.Map), [.. made.Select(m => m.Figures.Sample)]);
    });
}

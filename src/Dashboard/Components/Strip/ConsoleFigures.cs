using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Map;

namespace Dashboard.Components.Strip;

/// <summary>The six numbers above the map, each with its last minutes.</summary>
internal sealed class ConsoleFigures(Site site, IReadOnlyList<TelemetryFrame> history, IReadOnlyList<IntentRecord> intents, IReadOnlyList<Reconfiguration> reconfigurations, DateTimeOffset now)
{
    private const int Points = 60;
    private readonly IReadOnlyList<TelemetryFrame> frames = Thin(history);
    private readonly IReadOnlyList<IntentRecord> active = [.. intents.Where(i => IntentLifecycle.Binds(i.State))];

    public int Active => active.Count;

    public int Proven => active.Count(i => i.ProvenAt is not null && i.Evidence.All(e => e.Holds) && i.Drift.All(d => !IsOpen(d)));

    public DateTimeOffset? OldestProof => active.Min(i => i.ProvenAt);

    public int OpenDrift => Map.OpenDrift.Of(intents).Count();

    public int RepairedToday => intents.SelectMany(i => i.Drift).Count(d => d.RepairedAt is { } at && at > now.AddDays(-1));

    public IReadOnlyList<double?> DriftHistory => [.. frames.Select(f => (double?)intents.SelectMany(i => i.Drift).Count(d => d.NoticedAt <= f.At && (d.RepairedAt is null || d.RepairedAt > f.At)))];

    public IReadOnlyList<double?> ProvenHistory => [.. frames.Select(f => (double?)active.Count(i => i.CreatedAt <= f.At && !i.Drift.Any(d => d.NoticedAt <= f.At && (d.RepairedAt is null || d.RepairedAt > f.At))))];

    /// <summary>The service that is slowest against its promise, else the slowest.</summary>
    public (string Service, double? Value, double? Bound) Worst(ObjectiveMetric metric, Func<ServiceSample, double?> figure)
    {
        var last = history.Count == 0 ? [] : history[^1].Services;
        var ranked = last.Select(s => (s.Service, Value: figure(s), Bound: BoundOf(s.Service, metric)))
            .OrderByDescending(s => s.Value is null ? -1 : s.Bound is { } b ? 1e6 * s.Value / b : s.Value).ToList();
        return ranked.Count == 0 ? ("", null, null) : ranked[0];
    }

    public IReadOnlyList<double?> HistoryOf(string service, Func<ServiceSample, double?> figure) =>
        [.. frames.Select(f => f.Services.FirstOrDefault(s => s.Service == service) is { } sample ? figure(sample) : null)];

    public double? GpuBusy => history.Count == 0 ? null : Average(history[^1]);

    public IReadOnlyList<double?> GpuHistory => [.. frames.Select(Average)];

    /// <summary>Share of the nodes with GPUs that hold layers.</summary>
    public double? GpuAllocated
    {
        get
        {
            var gpus = site.Nodes.Where(n => n.Gpus.Count > 0).Select(n => n.Name).ToList();
            var held = site.Services.SelectMany(s => s.Stages).Select(s => s.Node).ToHashSet(StringComparer.Ordinal);
            return gpus.Count == 0 ? null : (double)gpus.Count(held.Contains) / gpus.Count;
        }
    }

    public Reconfiguration? LastSwitch => reconfigurations.FirstOrDefault(r => r.MeasuredPauseMs is not null);

    public IReadOnlyList<double?> Pauses => [.. reconfigurations.Where(r => r.MeasuredPauseMs is not null).Take(10).Reverse().Select(r => r.MeasuredPauseMs)];

    /// <summary>The tightest promise of the active intents for the service; null when there is none.</summary>
    public double? BoundOf(string service, ObjectiveMetric metric)
    {
        if (site.Services.FirstOrDefault(s => s.Name == service) is not { } subject) return null;
        return active.SelectMany(i => i.Policy?.Rules ?? []).OfType<ServiceRule>().Where(r => r.Services.Selects(subject))
            .SelectMany(r => r.Objectives).Where(o => o.Metric == metric).Min(o => (double?)o.Bound);
    }

    private static bool IsOpen(DriftEvent drift) => drift.RepairedAt is null && drift.Resolution is null or "escalated";

    private static double? Average(TelemetryFrame frame)
    {
        var known = frame.Nodes.Select(n => n.GpuBusy).OfType<double>().ToList();
        return known.Count == 0 ? null : known.Average();
    }

    private static IReadOnlyList<TelemetryFrame> Thin(IReadOnlyList<TelemetryFrame> history)
    {
        // From the end, so that a point stays the same frame for as long as possible.
        var step = Math.Max(1, (history.Count + Points - 1) / Points);
        var thin = new List<TelemetryFrame>();
        for (var i = history.Count - 1; i >= 0; i -= step) thin.Add(history[i]);
        thin.Reverse();
        return thin;
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Lifecycle;
using Continuum.Orchestration.Stores;
using Dashboard.Components.Contracts;

namespace Dashboard.Components.Live;

/// <summary>
/// One subscription of a circuit to everything that moves. Callbacks only note what changed; a loop waits at least
/// 100 ms between two deliveries and hands everything noted to the pages as one render.
/// </summary>
public sealed class LiveFeed(ISiteFeed site, ITelemetryFeed telemetry, IIntentStore intents, EventFeed events, TimeProvider time) : IAsyncDisposable, IDisposable
{
    internal static readonly TimeSpan Coalescing = TimeSpan.FromMilliseconds(100);
    private const int ProgressKept = 40;

    private readonly List<(LiveSources Sources, Action OnChange)> listeners = [];
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource stop = new();
    private readonly List<IDisposable> subscriptions = [];
    private readonly Dictionary<long, List<string>> progress = [];
    private readonly ConcurrentQueue<ConsoleEvent> lines = new();
    private int noted;
    private long seen;
    private bool stopped;
    private EventReader? reader;
    private Task loop = Task.CompletedTask;
    private Func<Task>? deliver;
    private IReadOnlyList<IntentRecord>? known;

    /// <summary>The newest inventory.</summary>
    public SiteSnapshot Site => site.Current;

    /// <summary>The newest figures.</summary>
    public TelemetryFrame Telemetry => telemetry.Current;

    /// <summary>Figures kept, oldest first.</summary>
    public IReadOnlyList<TelemetryFrame> History => telemetry.History;

    /// <summary>All intents, oldest first, as of the last delivery.</summary>
    public IReadOnlyList<IntentRecord> Intents => known ??= intents.All();

    /// <summary>Events kept, oldest first.</summary>
    public IReadOnlyList<ConsoleEvent> Events => events.History();

    /// <summary>Now.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Progress lines of an intent since this page was opened.</summary>
    public IReadOnlyList<string> ProgressOf(long intentId) => progress.TryGetValue(intentId, out var lines) ? lines : [];

    /// <summary>Calls back on the page's own thread after something in <paramref name="sources"/> changed; dispose to stop.</summary>
    public IDisposable Subscribe(LiveSources sources, Action onChange)
    {
        var entry = (sources, onChange);
        listeners.Add(entry);
        return new Subscription(() => listeners.Remove(entry));
    }

    /// <summary>Something was just done by this page: what it changed is read again without waiting for its event.</summary>
    public void Reread(LiveSources sources)
    {
        if (sources.HasFlag(LiveSources.Intents)) known = null;
        Note(sources);
    }

    /// <summary>Starts watching; <paramref name="onDue"/> must call <see cref="Deliver"/> on the page's thread.</summary>
    public void Start(Func<Task> onDue)
    {
        if (deliver is not null) return;
        deliver = onDue;
        // Subscribed before the pages take their snapshots again, so that nothing falls between the two.
        subscriptions.Add(site.Subscribe(_ => Note(LiveSources.Site)));
        subscriptions.Add(telemetry.Subscribe(_ => Note(LiveSources.Telemetry)));
        seen = events.Newest;
        reader = events.Subscribe(seen);
        subscriptions.Add(time.CreateTimer(_ => Note(LiveSources.Clock), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        loop = Task.WhenAll(RunAsync(stop.Token), WatchEventsAsync(stop.Token));
        Note(LiveSources.Site | LiveSources.Telemetry | LiveSources.Intents | LiveSources.Reconfigurations | LiveSources.Events);
    }

    /// <summary>Tells the pages what was noted since the last call.</summary>
    public void Deliver()
    {
        var changed = (LiveSources)Interlocked.Exchange(ref noted, 0);
        if (changed == LiveSources.None) return;
        if (changed.HasFlag(LiveSources.Intents)) known = null;
        DrainEvents();
        foreach (var (sources, onChange) in listeners.ToArray())
            if ((sources & changed) != 0) onChange();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Stops watching without waiting for the loop's last turn.</summary>
    public void Dispose()
    {
        if (stopped) return;
        stopped = true;
        stop.Cancel();
        foreach (var subscription in subscriptions) subscription.Dispose();
        reader?.Dispose();
        wake.Writer.TryComplete();
        stop.Dispose();
    }

    private void Note(LiveSources sources)
    {
        Interlocked.Or(ref noted, (int)sources);
        wake.Writer.TryWrite(true);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await wake.Reader.WaitToReadAsync(cancellationToken))
        {
            wake.Reader.TryRead(out _);
            await deliver!();
            await Task.Delay(Coalescing, time, cancellationToken);
        }
    }

    private async Task WatchEventsAsync(CancellationToken cancellationToken)
    {
        while (reader is not null && await reader.Reader.WaitToReadAsync(cancellationToken))
        {
            // Read in DrainEvents, on the page's thread; here only the kinds are noted.
            while (reader.Reader.TryRead(out var item)) Note(item);
        }
    }

    private void Note(ConsoleEvent item)
    {
        // A jump means that this page was too slow: everything is read anew.
        var gap = item.Sequence != Interlocked.Exchange(ref seen, item.Sequence) + 1;
        if (item.Kind == "intent-progress") lines.Enqueue(item);
        Note(LiveSources.Events | (gap ? LiveSources.Intents | LiveSources.Reconfigurations | LiveSources.Site : item.Kind switch
        {
            "intent" or "intent-progress" or "drift" => LiveSources.Intents,
            "reconfiguration" => LiveSources.Reconfigurations,
            _ => LiveSources.None,
        }));
    }

    private void DrainEvents()
    {
        while (lines.TryDequeue(out var item))
        {
            if (ProgressText.Read(item) is not { } line) continue;
            var kept = progress.TryGetValue(line.IntentId, out var list) ? list : progress[line.IntentId] = [];
            if (kept.Count >= ProgressKept) kept.RemoveAt(0);
            kept.Add(line.Text);
        }
    }

    private sealed class Subscription(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}

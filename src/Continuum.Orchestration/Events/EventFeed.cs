using System.Threading.Channels;

namespace Continuum.Orchestration.Events;

/// <summary>Something that pages and programs may want to know at once.</summary>
/// <param name="Sequence">One higher than that of the event before; a console that starts again begins far above where it ended.</param>
/// <param name="At">When.</param>
/// <param name="Kind">intent, intent-progress, site, drift, reconfiguration, driver, audit.</param>
/// <param name="Subject">Which one, e.g. "intent 12".</param>
/// <param name="Payload">An object that serialises to JSON.</param>
public sealed record ConsoleEvent(long Sequence, DateTimeOffset At, string Kind, string Subject, object Payload);

/// <summary>Ordered in-process feed with a bounded history, so that a reader can resume without gaps.</summary>
public sealed class EventFeed(TimeProvider time, int history = 4096)
{
    private readonly Lock gate = new();
    private readonly Queue<ConsoleEvent> kept = new();
    private readonly List<ChannelWriter<ConsoleEvent>> readers = [];
    // Milliseconds as the base: a client that resumes with a number of an earlier run is below everything kept, so it
    // takes a new snapshot instead of silently missing events.
    private long sequence = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Sequence of the newest event; before the first, the number that the first will follow.</summary>
    public long Newest
    {
        get { lock (gate) return sequence; }
    }

    /// <summary>Numbers the event and hands it to every reader.</summary>
    public ConsoleEvent Publish(string kind, string subject, object payload)
    {
        lock (gate)
        {
            var item = new ConsoleEvent(++sequence, time.GetUtcNow(), kind, subject, payload);
            kept.Enqueue(item);
            if (kept.Count > history) kept.Dequeue();
            foreach (var reader in readers) reader.TryWrite(item);
            return item;
        }
    }

    /// <summary>Events kept, oldest first.</summary>
    public IReadOnlyList<ConsoleEvent> History()
    {
        lock (gate) return [.. kept];
    }

    /// <summary>
    /// A reader that starts after <paramref name="after"/>. A slow one loses its oldest events: it sees a jump in
    /// <see cref="ConsoleEvent.Sequence"/> and takes a new snapshot. Null when events after it are no longer kept.
    /// </summary>
    public EventReader? Subscribe(long after)
    {
        lock (gate)
        {
            if (after > sequence || after < sequence && (kept.Count == 0 || kept.Peek().Sequence > after + 1)) return null;
            var channel = Channel.CreateBounded<ConsoleEvent>(new BoundedChannelOptions(1024)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                SingleReader = true,
            });
            foreach (var item in kept.Where(e => e.Sequence > after)) channel.Writer.TryWrite(item);
            readers.Add(channel.Writer);
            return new EventReader(channel.Reader, () =>
            {
                lock (gate) readers.Remove(channel.Writer);
                channel.Writer.TryComplete();
            });
        }
    }
}

/// <summary>A subscription to the feed; dispose to stop.</summary>
public sealed class EventReader(ChannelReader<ConsoleEvent> reader, Action stop) : IDisposable
{
    /// <summary>Events as they come, until disposed.</summary>
    public ChannelReader<ConsoleEvent> Reader => reader;

    /// <inheritdoc/>
    public void Dispose() => stop();
}

using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Continuum.Core.Intents;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Events;
using Dashboard.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace Dashboard.Hubs;

/// <summary>One message of the stream.</summary>
/// <param name="Sequence">
/// Of the event feed: without gaps for everything but telemetry, which repeats the newest. Pass the last one seen to
/// <see cref="TelemetryHub.Watch"/> to resume.
/// </param>
/// <param name="At">When.</param>
/// <param name="Kind">snapshot, telemetry, site, intent, intent-progress, drift, reconfiguration, driver, audit.</param>
/// <param name="Subject">Which one.</param>
/// <param name="Payload">Details.</param>
public sealed record HubMessage(long Sequence, DateTimeOffset At, string Kind, string Subject, JsonElement Payload);

/// <summary>
/// Site deltas, samples, reconfigurations and intents for any authorised client: a snapshot first, then messages with
/// sequence numbers, so that a client resumes without gaps.
/// </summary>
[Authorize(Policy = Roles.Viewer)]
public sealed class TelemetryHub(EventFeed feed, ITelemetryFeed telemetry, HubSnapshots snapshots) : Hub
{
    /// <summary>
    /// Streams until the client stops. With <paramref name="after"/> it resumes behind that sequence when the events are
    /// still kept; else, and whenever this client was too slow, a message of kind snapshot comes first.
    /// </summary>
    public async IAsyncEnumerable<HubMessage> Watch(long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var frames = Channel.CreateBounded<TelemetryFrame>(new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        using var frameSubscription = telemetry.Subscribe(frame => frames.Writer.TryWrite(frame));
        var last = after ?? -1;
        while (!cancellationToken.IsCancellationRequested)
        {
            using var events = last < 0 ? null : feed.Subscribe(last);
            if (events is null)
            {
                // The subscription starts at the snapshot's sequence, so nothing falls between the two.
                var snapshot = snapshots.Take();
                last = snapshot.Sequence;
                yield return snapshot;
                continue;
            }

            var lost = false;
            while (!lost)
            {
                while (events.Reader.TryRead(out var item))
                {
                    if (item.Sequence <= last) continue;
                    if (item.Sequence != last + 1) { lost = true; break; }
                    last = item.Sequence;
                    yield return Message(item);
                }

                while (!lost && frames.Reader.TryRead(out var frame))
                    yield return new HubMessage(last, frame.At, "telemetry", "site", ToJson(frame));
                if (lost || !await AnyAsync(events.Reader, frames.Reader, cancellationToken)) break;
            }

            if (!lost) yield break;
            last = -1;
        }
    }

    /// <summary>What is now, once.</summary>
    public HubMessage Snapshot() => snapshots.Take();

    internal static JsonElement ToJson(object payload) => JsonSerializer.SerializeToElement(payload, payload.GetType(), IntentJson.Options);

    private static HubMessage Message(ConsoleEvent item) => new(item.Sequence, item.At, item.Kind, item.Subject, ToJson(item.Payload));

    private static async Task<bool> AnyAsync(ChannelReader<ConsoleEvent> events, ChannelReader<TelemetryFrame> frames, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var first = await Task.WhenAny(events.WaitToReadAsync(stop.Token).AsTask(), frames.WaitToReadAsync(stop.Token).AsTask());
            return await first;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            await stop.CancelAsync();
        }
    }
}

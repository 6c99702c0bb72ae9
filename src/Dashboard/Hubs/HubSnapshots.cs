using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Stores;
using Dashboard.Api;

namespace Dashboard.Hubs;

/// <summary>Everything a client needs before deltas make sense.</summary>
/// <param name="SiteVersion">Version of <paramref name="Site"/>.</param>
/// <param name="Site">The inventory.</param>
/// <param name="Intents">Every intent in short.</param>
/// <param name="Reconfigurations">Running and past ones.</param>
/// <param name="Telemetry">The newest frame.</param>
public sealed record ConsoleSnapshot(
    long SiteVersion, Site Site, IReadOnlyList<IntentSummary> Intents, IReadOnlyList<Reconfiguration> Reconfigurations, TelemetryFrame Telemetry);

/// <summary>Takes snapshots for the hub.</summary>
public sealed class HubSnapshots(EventFeed feed, ISiteFeed site, ITelemetryFeed telemetry, IServingDriver serving, IIntentStore intents, TimeProvider time)
{
    /// <summary>The snapshot, numbered with the event that it already contains.</summary>
    public HubMessage Take()
    {
        // The number first: what happens meanwhile is then delivered again rather than lost.
        var sequence = feed.Newest;
        var now = site.Current;
        var snapshot = new ConsoleSnapshot(now.Version, now.Site, [.. intents.All().Select(IntentSummary.Of)], serving.Reconfigurations, telemetry.Current);
        return new HubMessage(sequence, time.GetUtcNow(), "snapshot", "site", TelemetryHub.ToJson(snapshot));
    }
}

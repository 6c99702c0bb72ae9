using System.Globalization;
using Dashboard.Components.Live;
using Dashboard.Components.Shared;

namespace Dashboard.Components.Layout;

/// <summary>Whether what is shown is live, and how old it is.</summary>
public sealed partial class LiveBadge : LiveComponent
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private TimeSpan age;

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Telemetry | LiveSources.Clock;

    private bool Stale => age > Limit;

    private string Label => Stale
        ? $"stale, {Ago.Short(age)}"
        : string.Create(CultureInfo.InvariantCulture, $"live, {Math.Max(0, age.TotalSeconds):0.0} s");

    private string Exact => string.Create(CultureInfo.InvariantCulture, $"Newest figures are of {Feed.Telemetry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.f} UTC");

    /// <inheritdoc/>
    protected override void Refresh() => age = Feed.Now - Feed.Telemetry.At;
}

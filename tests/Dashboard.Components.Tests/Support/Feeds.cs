using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Dashboard.Components.Tests.Support;

internal sealed class FakeSiteFeed(Site site) : ISiteFeed
{
    private readonly List<Action<SiteSnapshot>> listeners = [];

    public SiteSnapshot Current { get; private set; } = new(1, DateTimeOffset.UtcNow, site);

    public void Change(Func<Site, Site> change)
    {
        Current = new SiteSnapshot(Current.Version + 1, DateTimeOffset.UtcNow, change(Current.Site));
        foreach (var listener in listeners.ToArray()) listener(Current);
    }

    public IDisposable Subscribe(Action<SiteSnapshot> onChange)
    {
        listeners.Add(onChange);
        return new Stop(() => listeners.Remove(onChange));
    }
}

internal sealed class FakeTelemetry : ITelemetryFeed
{
    private readonly List<Action<TelemetryFrame>> listeners = [];
    private readonly List<TelemetryFrame> history = [new(0, DateTimeOffset.UtcNow, [], [], [])];

    public TelemetryFrame Current => history[^1];

    public IReadOnlyList<TelemetryFrame> History => [.. history];

    public void Push(TelemetryFrame frame)
    {
        if (history[0].Sequence == 0) history.Clear();
        history.Add(frame);
        if (history.Count > 900) history.RemoveAt(0);
        foreach (var listener in listeners.ToArray()) listener(frame);
    }

    public IDisposable Subscribe(Action<TelemetryFrame> onFrame)
    {
        listeners.Add(onFrame);
        return new Stop(() => listeners.Remove(onFrame));
    }
}

internal sealed class Stop(Action action) : IDisposable
{
    public void Dispose() => action();
}

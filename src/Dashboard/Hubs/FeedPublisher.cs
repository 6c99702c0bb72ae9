using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Events;
using Continuum.Orchestration.Stores;

namespace Dashboard.Hubs;

/// <summary>Puts what drivers, site and audit log report into the one ordered feed.</summary>
internal sealed class FeedPublisher(
    EventFeed feed, ISiteFeed site, IFabricDriver fabric, IClusterDriver cluster, IServingDriver serving, IAuditLog audit) : IHostedService
{
    private readonly List<IDisposable> subscriptions = [];
    private SiteSnapshot known = site.Current;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscriptions.Add(site.Subscribe(now =>
        {
            var delta = SiteDelta.Between(known.Version, known.Site, now.Version, now.Site);
            known = now;
            feed.Publish("site", now.Site.Name, delta);
        }));
        foreach (IDriver driver in new IDriver[] { fabric, cluster, serving })
            subscriptions.Add(driver.Subscribe(e =>
            {
                feed.Publish("driver", e.Subject, e);
                if (e.Kind == DriverEventKind.PipelineChanged && serving.Reconfigurations.FirstOrDefault() is { } newest)
                    feed.Publish("reconfiguration", newest.Service, newest);
            }));
        subscriptions.Add(audit.Subscribe(line => feed.Publish("audit", line.Subject, line)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        subscriptions.ForEach(s => s.Dispose());
        return Task.CompletedTask;
    }
}

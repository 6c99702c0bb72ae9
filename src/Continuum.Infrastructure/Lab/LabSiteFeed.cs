using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab;

/// <summary>The lab's inventory.</summary>
internal sealed class LabSiteFeed(LabWorld world) : ISiteFeed
{
    /// <inheritdoc/>
    public SiteSnapshot Current => world.Current;

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<SiteSnapshot> onChange) => world.SiteChanges.Subscribe(onChange);
}

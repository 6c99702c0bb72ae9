using Continuum.Core.Sites;

namespace Continuum.Orchestration.Drivers;

/// <summary>The inventory at a moment.</summary>
/// <param name="Version">Grows with every change; equal versions are equal sites.</param>
/// <param name="At">When it was taken.</param>
/// <param name="Site">The site, conditions (up, ready, where things stand) included.</param>
public sealed record SiteSnapshot(long Version, DateTimeOffset At, Site Site);

/// <summary>The live inventory, merged from the drivers.</summary>
public interface ISiteFeed
{
    /// <summary>The newest snapshot.</summary>
    SiteSnapshot Current { get; }

    /// <summary>Calls back after every change, in order, never concurrently; dispose to stop.</summary>
    IDisposable Subscribe(Action<SiteSnapshot> onChange);
}

/// <summary>Something a driver noticed in the real system.</summary>
/// <param name="Driver">Name of the driver.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The element, by its name on the site.</param>
/// <param name="Detail">In words.</param>
/// <param name="At">When it was noticed.</param>
/// <param name="Own">True when it is the echo of a change made through the driver; watchers ignore it.</param>
public sealed record DriverEvent(string Driver, DriverEventKind Kind, string Subject, string Detail, DateTimeOffset At, bool Own);

/// <summary>Kinds of driver events.</summary>
public enum DriverEventKind
{
    /// <summary>A flow rule was added, changed or removed.</summary>
    FlowsChanged,

    /// <summary>A link or switch went down or came up.</summary>
    TopologyChanged,

    /// <summary>A node's readiness or schedulability changed.</summary>
    NodeChanged,

    /// <summary>A label of an element changed.</summary>
    LabelChanged,

    /// <summary>A workload stands elsewhere, or its manifest changed.</summary>
    WorkloadChanged,

    /// <summary>A pipeline's layout or health changed.</summary>
    PipelineChanged,
}

/// <summary>What every driver says of itself.</summary>
public interface IDriver
{
    /// <summary>Shown with evidence: lab, open-vswitch, kubernetes, ...</summary>
    string Name { get; }

    /// <summary>Whether it stands for a system that is not there; the UI says so.</summary>
    bool IsLab { get; }

    /// <summary>Calls back on every event, in order, never concurrently; dispose to stop.</summary>
    IDisposable Subscribe(Action<DriverEvent> onEvent);
}

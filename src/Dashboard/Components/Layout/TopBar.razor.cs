using Continuum.Orchestration.Drivers;
using Dashboard.Components.Contracts;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Layout;

/// <summary>The bar on top: where one is, whether it is live, and the ways to everything else.</summary>
public sealed partial class TopBar : LiveComponent
{
    /// <summary>Whether the dark palette is shown.</summary>
    [Parameter]
    public bool Dark { get; set; }

    /// <summary>The other palette is asked for.</summary>
    [Parameter]
    public EventCallback OnTheme { get; set; }

    /// <summary>The palette of commands is asked for.</summary>
    [Parameter]
    public EventCallback OnPalette { get; set; }

    /// <summary>The list of shortcuts is asked for.</summary>
    [Parameter]
    public EventCallback OnShortcuts { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Events;

    [Inject]
    private IFabricDriver Fabric { get; set; } = default!;

    [Inject]
    private IClusterDriver Cluster { get; set; } = default!;

    [Inject]
    private IServingDriver Serving { get; set; } = default!;

    [Inject]
    private IConsoleStatus Status { get; set; } = default!;

    private List<string> LabDrivers =>
    [
        .. new (string Plane, IDriver Driver)[] { ("network", Fabric), ("cluster", Cluster), ("serving", Serving) }
            .Where(d => d.Driver.IsLab && (d.Plane != "serving" || Status.Gateways.Count == 0)).Select(d => d.Plane),
    ];
}

using Continuum.Core.Policies;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Dashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Strip;

/// <summary>Six numbers with their last minutes.</summary>
public sealed partial class FigureStrip : LiveComponent
{
    private ConsoleFigures figures = default!;
    private (string Service, double? Value, double? Bound) ttft;
    private (string Service, double? Value, double? Bound) tpot;

    /// <inheritdoc/>
    protected override LiveSources Sources =>
        LiveSources.Site | LiveSources.Telemetry | LiveSources.Intents | LiveSources.Reconfigurations;

    [Inject]
    private IServingDriver Serving { get; set; } = default!;

    private bool Proven => figures.Active > 0 && figures.Proven == figures.Active;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        figures = new ConsoleFigures(Feed.Site.Site, Feed.History, Feed.Intents, Serving.Reconfigurations, Feed.Now);
        ttft = figures.Worst(ObjectiveMetric.Ttft, s => s.TtftP95Ms);
        tpot = figures.Worst(ObjectiveMetric.Tpot, s => s.TpotP95Ms);
    }

    private static string Number(double? value, int digits) => Figure.Number(value, digits);

    private static string? Named(string service) => service.Length == 0 ? null : $"({service})";

    private static string Unit((string Service, double? Value, double? Bound) figure) =>
        figure.Value is null ? "" : figure.Bound is { } bound ? $"ms of {Number(bound, 0)} promised" : "ms";

    private static string? Late((string Service, double? Value, double? Bound) figure) => figure.Value > figure.Bound ? "violated" : null;
}

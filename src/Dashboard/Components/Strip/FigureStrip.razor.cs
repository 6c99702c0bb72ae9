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

    private string? ProofAge => figures.OldestProof is { } oldest ? $"oldest proof {Ago.Short(Feed.Now - oldest)}" : figures.Active == 0 ? "say one in the chat" : "not read back yet";

    private string Predicted => figures.LastSwitch is not { } last ? "no pipeline moved yet"
        : last.PredictedPauseMs is { } predicted ? $"predicted {Number(predicted, 1)} ms" : "not predicted";

    private static string? Unit(double? value, string unit) => value is null ? null : unit;

    private static string? Promise((string Service, double? Value, double? Bound) figure) =>
        figure.Service.Length == 0 ? "no service" : figure.Bound is { } bound ? $"{figure.Service}, promised {Number(bound, 0)}" : figure.Service;

    private static string? Late((string Service, double? Value, double? Bound) figure) => figure.Value > figure.Bound ? "violated" : null;
}

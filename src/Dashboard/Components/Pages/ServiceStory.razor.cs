using Continuum.Core.Intents;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Contracts;
using Dashboard.Components.Layout;
using Dashboard.Components.Live;
using Dashboard.Serving;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>A service: its pipeline, how fast it answers, and who has a say in where it stands.</summary>
public sealed partial class ServiceStory : LiveComponent
{
    private Service? service;
    private ServiceSample? sample;
    private GatewayAddress? gateway;
    private IReadOnlyList<Reconfiguration> moves = [];
    private double? ttftBound;
    private double? tpotBound;

    private static readonly string Pacing = string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Real processes on this machine compute real tensors; each waits until its node would be done, with 1/{LabPace.MemoryScale:#,0} of the datasheet's memory bandwidth and 1/{LabPace.ComputeScale:#,0} of its operations.");

    /// <summary>Its name.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Telemetry | LiveSources.Intents | LiveSources.Reconfigurations;

    [Inject]
    private IServingDriver Driver { get; set; } = default!;

    [Inject]
    private IConsoleStatus Status { get; set; } = default!;

    [Inject]
    private PageContext Context { get; set; } = default!;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        service = Feed.Site.Site.Services.FirstOrDefault(s => s.Name == Name);
        sample = Of(Feed.Telemetry);
        gateway = Status.Gateways.FirstOrDefault(g => g.Service == Name);
        moves = [.. Driver.Reconfigurations.Where(r => r.Service == Name)];
        (ttftBound, tpotBound) = (BoundOf(ObjectiveMetric.Ttft), BoundOf(ObjectiveMetric.Tpot));
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Context.About($"v:{Name}");
        Refresh();
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        Context.About(null);
        return ValueTask.CompletedTask;
    }

    private ServiceSample? Of(TelemetryFrame frame) => frame.Services.FirstOrDefault(s => s.Service == Name);

    private double? BoundOf(ObjectiveMetric metric) => service is null ? null
        : Feed.Intents.Where(i => IntentLifecycle.Binds(i.State)).SelectMany(i => i.Policy?.Rules ?? []).OfType<ServiceRule>()
            .Where(r => r.Services.Selects(service)).SelectMany(r => r.Objectives).Where(o => o.Metric == metric).Min(o => (double?)o.Bound);
}

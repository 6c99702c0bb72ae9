using Continuum.Core.Intents;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Components.Map;

/// <summary>The live map: places once, then only what changed.</summary>
public sealed partial class TopologyView : LiveComponent
{
    private readonly CancellationTokenSource stop = new();
    private ElementReference host;
    private IJSObjectReference? module;
    private IJSObjectReference? map;
    private DotNetObjectReference<TopologyView>? self;
    private MapScene? scene;
    private string? drawnShape;
    private MapState drawn = MapState.Empty;
    private MapState state = MapState.Empty;
    private string? drawnOverlay;
    private IReadOnlyList<MapCourse> courses = [];
    private (long Site, int Moving, long Rules)? coursesOf;
    private string? failure;
    private bool drawing;

    /// <summary>Id of what is selected.</summary>
    [Parameter]
    public string? Selected { get; set; }

    /// <summary>Names found by the filter; null for no filter.</summary>
    [Parameter]
    public IReadOnlySet<string>? Found { get; set; }

    /// <summary>The policy whose reach is shaded.</summary>
    [Parameter]
    public Policy? Shade { get; set; }

    /// <summary>Written below what is shaded.</summary>
    [Parameter]
    public string? ShadeNote { get; set; }

    /// <summary>A plan whose moves are drawn over what is.</summary>
    [Parameter]
    public Plan? Plan { get; set; }

    /// <summary>Names along a packet's way, with its kind ("trail" or "before").</summary>
    [Parameter]
    public IReadOnlyList<(string Kind, string Label, IReadOnlyList<string> Names)> Trails { get; set; } = [];

    /// <summary>Figures of another moment; null is now.</summary>
    [Parameter]
    public TelemetryFrame? Replay { get; set; }

    /// <summary>Something was chosen; null for nothing.</summary>
    [Parameter]
    public EventCallback<string?> OnChoose { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Telemetry | LiveSources.Intents | LiveSources.Reconfigurations;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private IFabricDriver Fabric { get; set; } = default!;

    [Inject]
    private IServingDriver Serving { get; set; } = default!;

    /// <summary>Something was chosen on the map.</summary>
    [JSInvokable]
    public Task Choose(string? id) => OnChoose.InvokeAsync(id);

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var site = Feed.Site.Site;
        scene = MapLayout.Of(site);
        state = new MapStateBuilder(scene, site, Replay ?? Feed.Telemetry, OpenDrift.NamesOf(site, Feed.Intents), Moving()).Build();
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Refresh();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Renders may overlap with a script call that is under way; the next one sends what this one leaves.
        if (drawing || failure is not null) return;
        drawing = true;
        try
        {
            await DrawAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
        catch (JSException fault)
        {
            failure = fault.Message.Split('\n')[0];
            StateHasChanged();
        }
        finally
        {
            drawing = false;
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeCoreAsync()
    {
        await stop.CancelAsync();
        try
        {
            if (map is not null)
            {
                await map.InvokeVoidAsync("dispose");
                await map.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and with it the map.
        }

        self?.Dispose();
        stop.Dispose();
    }

    private async Task DrawAsync()
    {
        if (scene is null) return;
        var shape = System.Text.Json.JsonSerializer.Serialize(scene);
        if (map is null)
        {
            self = DotNetObjectReference.Create(this);
            module = await Script.InvokeAsync<IJSObjectReference>("import", stop.Token, "./js/topology.js");
            map = await module.InvokeAsync<IJSObjectReference>("create", stop.Token, host, self, scene);
            drawnShape = shape;
        }
        else if (shape != drawnShape)
        {
            await map.InvokeVoidAsync("setScene", stop.Token, scene);
            (drawnShape, drawn, drawnOverlay) = (shape, MapState.Empty, null);
        }

        var now = state;
        if (now.Since(drawn) is { } delta)
        {
            await map.InvokeVoidAsync("apply", stop.Token, delta);
            drawn = now;
        }

        await FindCoursesAsync();
        var overlay = Overlay();
        var text = System.Text.Json.JsonSerializer.Serialize(overlay);
        if (text == drawnOverlay) return;
        await map.InvokeVoidAsync("overlay", stop.Token, overlay);
        drawnOverlay = text;
    }

    private async Task FindCoursesAsync()
    {
        var running = Running().ToList();
        var key = (Feed.Site.Version, running.Count == 0 ? 0 : running.Sum(r => r.Steps.Count + 1), Feed.Intents.Sum(i => i.Version));
        if (key == coursesOf || scene is null) return;
        coursesOf = key;
        var builder = new CourseBuilder(Fabric, scene, Feed.Site.Site);
        courses = [.. await builder.PipelinesAsync(stop.Token), .. await builder.CopiesAsync(running, stop.Token)];
    }

    private MapOverlay Overlay()
    {
        var site = Feed.Site.Site;
        var shade = Shade is null ? IntentShade.None : IntentShade.Of(site, Shade);
        var builder = new CourseBuilder(Fabric, scene!, site);
        return new MapOverlay(
            Ids(shade.Forbidden), Ids(shade.Bound), MapOverlay.RegionsOf(scene!, shade.Forbidden), ShadeNote, Found is null ? null : Ids(Found),
            [.. courses, .. Plan is null ? [] : builder.Moves(Plan), .. Trails.Select((t, i) => builder.Trail($"w:{i}", t.Kind, t.Label, t.Names))], Selected);
    }

    private List<string> Ids(IReadOnlySet<string> names) =>
    [
        .. scene!.Cards.Where(c => c.Members.Any(names.Contains)).Select(c => c.Id),
        .. scene.Switches.Where(s => s.Members.Any(names.Contains)).Select(s => s.Id),
    ];

    private HashSet<string> Moving() =>
    [
        .. Running().SelectMany(r => r.To.Nodes.Concat(r.From.Nodes)),
        .. Feed.Intents.Where(i => i.State == IntentState.Enacting).SelectMany(i => i.Plan?.Moves ?? []).Select(m => m.To),
    ];

    private IEnumerable<Reconfiguration> Running() =>
        Serving.Reconfigurations.Where(r => r.State is not (ReconfigurationState.Done or ReconfigurationState.Aborted));

    private async Task ZoomAsync(double factor)
    {
        if (map is not null) await map.InvokeVoidAsync("zoomBy", factor);
    }

    private async Task FitAsync()
    {
        if (map is not null) await map.InvokeVoidAsync("fit");
    }
}

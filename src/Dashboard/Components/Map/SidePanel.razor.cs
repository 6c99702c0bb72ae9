using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Dashboard.Components.Map;

/// <summary>What is selected on the map, beside it.</summary>
public sealed partial class SidePanel : LiveComponent
{
    private string kind = "";
    private string title = "";
    private Link? link;
    private IReadOnlyList<string> members = [];

    /// <summary>Id of what is selected.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>The figures shown.</summary>
    [Parameter, EditorRequired]
    public required TelemetryFrame Frame { get; set; }

    /// <summary>Close it.</summary>
    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>Ways of packets to draw.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<(string Kind, string Label, IReadOnlyList<string> Names)>> OnTrails { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site | LiveSources.Intents | LiveSources.Telemetry;

    private Site Site => Feed.Site.Site;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var name = Id.Length > 2 ? Id[2..] : "";
        (kind, title) = Id.Length < 2 ? ("", Id) : Id[..2] switch
        {
            "n:" => ("node", name),
            "s:" => ("switch", name),
            "l:" => ("link", name),
            "g:" or "h:" => ("group", name.Replace("|", ", ", StringComparison.Ordinal)),
            _ => ("", Id),
        };
        link = kind == "link" ? Site.Links.FirstOrDefault(l => l.A.ToString() == name) : null;
        if (link is not null) title = link.Name;
        if (kind == "group")
        {
            var scene = MapLayout.Of(Site);
            members = scene.Cards.FirstOrDefault(c => c.Id == Id)?.Members ?? scene.Switches.FirstOrDefault(s => s.Id == Id)?.Members ?? [];
        }
    }

    private Task OnKeyAsync(KeyboardEventArgs key) => key.Key == "Escape" ? OnClose.InvokeAsync() : Task.CompletedTask;
}

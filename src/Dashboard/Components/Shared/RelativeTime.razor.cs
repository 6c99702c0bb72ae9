using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Shared;

/// <summary>"3 s ago", with the exact time on hover.</summary>
public sealed partial class RelativeTime : LiveComponent
{
    private string? text;
    private string? rendered;
    private DateTimeOffset? renderedAt;

    /// <summary>The moment; null when it has not come.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset? At { get; set; }

    /// <summary>Shown when there is none.</summary>
    [Parameter]
    public string Never { get; set; } = "never";

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Clock;

    /// <inheritdoc/>
    protected override void Refresh() => text = At is { } at ? Ago.Relative(at, Feed.Now) : null;

    /// <inheritdoc/>
    protected override void OnParametersSet() => Refresh();

    /// <inheritdoc/>
    protected override bool ShouldRender()
    {
        // A clock that ticks is no reason to send what is there already.
        if (text == rendered && At == renderedAt) return false;
        (rendered, renderedAt) = (text, At);
        return true;
    }
}

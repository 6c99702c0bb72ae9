using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Dashboard.Components.Live;

/// <summary>
/// Draws nothing. It renders when the feed is due and wakes the pages from within that render, so that all of them
/// join one batch instead of sending one each.
/// </summary>
public sealed class LivePulse : ComponentBase
{
    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder) => Feed.Deliver();

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) Feed.Start(() => InvokeAsync(StateHasChanged));
    }
}

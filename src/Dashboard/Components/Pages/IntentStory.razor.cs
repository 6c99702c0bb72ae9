using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Layout;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Pages;

/// <summary>An intent from what was said to what was read back.</summary>
public sealed partial class IntentStory : LiveComponent
{
    private IntentRecord? intent;

    /// <summary>Its number.</summary>
    [Parameter]
    public long Id { get; set; }

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Intents;

    [Inject]
    private PageContext Context { get; set; } = default!;

    /// <inheritdoc/>
    protected override void Refresh() => intent = Feed.Intents.FirstOrDefault(i => i.Id == Id);

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Context.About($"i:intent {Id}");
        Refresh();
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        Context.About(null);
        return ValueTask.CompletedTask;
    }
}

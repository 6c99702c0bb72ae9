using Dashboard.Components.Actions;
using Dashboard.Components.Chat;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace Dashboard.Components.Layout;

/// <summary>Goes anywhere, or says something, by typing.</summary>
public sealed partial class CommandPalette
{
    private IReadOnlyList<PaletteEntry> found = [];
    private ElementReference box;
    private string text = "";
    private string? error;
    private int at;

    [CascadingParameter]
    private IMudDialogInstance? Dialog { get; set; }

    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IntentActions Actions { get; set; } = default!;

    [Inject]
    private ChatFocus Focus { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() => Find("");

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await box.FocusAsync();
    }

    private void Search(ChangeEventArgs change) => Find(change.Value as string ?? "");

    private void Find(string wanted)
    {
        text = wanted;
        at = 0;
        found = PaletteEntries.Find(wanted, Feed.Site.Site, Feed.Intents);
    }

    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when found.Count > 0:
                at = (at + 1) % found.Count;
                break;
            case "ArrowUp" when found.Count > 0:
                at = (at + found.Count - 1) % found.Count;
                break;
            case "Enter" when at < found.Count:
                await TakeAsync(found[at]);
                break;
        }
    }

    private async Task TakeAsync(PaletteEntry entry)
    {
        if (entry.Href is { } href)
        {
            Dialog?.Close();
            Navigation.NavigateTo(href);
            return;
        }

        error = await Attempt.RunAsync(() => Actions.SubmitAsync(entry.Title));
        if (error is not null) return;
        Feed.Reread(LiveSources.Intents);
        Focus.Show();
        Dialog?.Close();
    }
}

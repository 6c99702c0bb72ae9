using Dashboard.Components.Chat;
using Dashboard.Components.Theme;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;

namespace Dashboard.Components.Layout;

/// <summary>The frame around every page: bar, rail, page, chat.</summary>
public sealed partial class MainLayout : IAsyncDisposable
{
    private ErrorBoundary? boundary;
    private DotNetObjectReference<MainLayout>? self;
    private IJSObjectReference? module;
    private IJSObjectReference? shell;
    private IDialogReference? open;

    /// <summary>The appearance; rendered from the cookie, kept by the circuit.</summary>
    [PersistentState]
    public bool? ChosenDark { get; set; }

    [Inject]
    private IHttpContextAccessor HttpContexts { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ChatFocus Focus { get; set; } = default!;

    private bool Dark => ChosenDark ?? true;

    // A bare "#main" would lead to the base address.
    private string SkipHref => new Uri(Navigation.Uri).PathAndQuery + "#main";

    /// <summary>Opens the command palette.</summary>
    [JSInvokable]
    public Task OpenPalette() => ShowAsync<CommandPalette>("Search or do", DialogPosition.TopCenter);

    /// <summary>Shows the shortcuts.</summary>
    [JSInvokable]
    public Task ShowShortcuts() => ShowAsync<ShortcutsDialog>("Keyboard", DialogPosition.Center);

    /// <summary>Opens the chat, so that the script can put the cursor there.</summary>
    [JSInvokable]
    public void FocusChat() => Focus.Show();

    /// <summary>Goes to a page by its letter.</summary>
    [JSInvokable]
    public void GoTo(string letter)
    {
        if (ConsolePages.All.FirstOrDefault(p => p.Letter == letter) is { } page) Navigation.NavigateTo(page.Href);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Focus.Changed -= OnFocusChanged;
        try
        {
            if (shell is not null)
            {
                await shell.InvokeVoidAsync("dispose");
                await shell.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and with it what would have been cleaned up.
        }

        self?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        ChosenDark ??= ThemeCookie.IsDark(HttpContexts.HttpContext);
        Focus.Changed += OnFocusChanged;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => boundary?.Recover();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        module = await Script.InvokeAsync<IJSObjectReference>("import", "./js/shell.js");
        shell = await module.InvokeAsync<IJSObjectReference>("start", self);
        // On a first visit there is no cookie, so the server guessed; the page has asked the system since.
        if (await module.InvokeAsync<string?>("theme") is not { } shown || shown == "dark" == Dark) return;
        ChosenDark = shown == "dark";
        StateHasChanged();
    }

    private async Task ToggleThemeAsync()
    {
        ChosenDark = !Dark;
        if (module is not null) await module.InvokeVoidAsync("setTheme", Dark ? "dark" : "light");
    }

    private async Task ShowAsync<TDialog>(string title, DialogPosition position)
        where TDialog : IComponent
    {
        open?.Close();
        open = await Dialogs.ShowAsync<TDialog>(title, new DialogOptions
        {
            NoHeader = true,
            Position = position,
            MaxWidth = MaxWidth.Small,
            FullWidth = true,
            CloseOnEscapeKey = true,
            BackdropClick = true,
        });
    }

    private void OnFocusChanged() => InvokeAsync(StateHasChanged);
}

using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Dashboard.Components.Chat;

/// <summary>
/// Where the operator writes. The text stays in the browser until it is sent, and a long one comes as a stream: a single
/// message of a circuit may not exceed 32 KB.
/// </summary>
public sealed partial class Composer : IAsyncDisposable
{
    /// <summary>Longest text taken, in bytes of UTF-8.</summary>
    public const int MaxBytes = 32 * 1024;

    private ElementReference box;
    private ElementReference button;
    private DotNetObjectReference<Composer>? self;
    private IJSObjectReference? module;
    private IJSObjectReference? attached;

    /// <summary>Shown while it is empty.</summary>
    [Parameter]
    public string Placeholder { get; set; } = "Say what you want";

    /// <summary>Takes the text; false keeps it in the box.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<bool>> OnSend { get; set; }

    /// <summary>Told why a text was not taken.</summary>
    [Parameter]
    public EventCallback<string> OnError { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    /// <summary>A short text, sent as it is.</summary>
    [JSInvokable]
    public async Task<bool> Send(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text)) return false;
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > MaxBytes)
        {
            await TooLong(bytes);
            return false;
        }

        return await OnSend(text.Trim());
    }

    /// <summary>A text too long for one message.</summary>
    [JSInvokable]
    public async Task<bool> SendLong(IJSStreamReference stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Length > MaxBytes)
        {
            await TooLong(stream.Length);
            return false;
        }

        await using var content = await stream.OpenReadStreamAsync(MaxBytes);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await Send(await reader.ReadToEndAsync());
    }

    /// <summary>The browser refused a text before sending it.</summary>
    [JSInvokable]
    public Task TooLong(long bytes) => OnError.InvokeAsync(string.Create(CultureInfo.InvariantCulture,
        $"That text has {Math.Ceiling(bytes / 1024.0):0} KB; at most 32 KB are read. Say the rule itself, and leave documents out. Nothing was sent, and your text is still in the box."));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (attached is not null)
            {
                await attached.InvokeVoidAsync("dispose");
                await attached.DisposeAsync();
            }

            if (module is not null) await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }

        self?.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        self = DotNetObjectReference.Create(this);
        module = await Script.InvokeAsync<IJSObjectReference>("import", "./js/chat.js");
        attached = await module.InvokeAsync<IJSObjectReference>("attach", box, button, self, MaxBytes);
    }
}

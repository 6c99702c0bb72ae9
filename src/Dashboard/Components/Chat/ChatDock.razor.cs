using Continuum.Core.Intents;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Dashboard.Components.Layout;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Chat;

/// <summary>The conversation, kept as intents: a reload shows it again.</summary>
public sealed partial class ChatDock : LiveComponent
{
    private IReadOnlyList<IntentRecord> visible = [];
    private int shown = 12;
    private int hidden;
    private long newest;
    private long? target;
    private long leftOpen;
    private string? sending;
    private string? error;

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Intents | LiveSources.Site;

    [Inject]
    private IntentActions Actions { get; set; } = default!;

    [Inject]
    private IConsoleStatus Status { get; set; } = default!;

    [Inject]
    private ChatFocus Focus { get; set; } = default!;

    [Inject]
    private PageContext Context { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        Focus.Changed += OnChanged;
        Context.Changed += OnChanged;
    }

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var all = Feed.Intents;
        visible = [.. all.Skip(Math.Max(0, all.Count - shown))];
        hidden = all.Count - visible.Count;
        newest = all.Count == 0 ? 0 : all[^1].Id;
        target = Focus.ReplyTo ?? (all.Count > 0 && all[^1].State == IntentState.Clarifying && all[^1].Id != leftOpen ? all[^1].Id : null);
    }

    /// <inheritdoc/>
    protected override ValueTask DisposeCoreAsync()
    {
        Focus.Changed -= OnChanged;
        Context.Changed -= OnChanged;
        return ValueTask.CompletedTask;
    }

    private static bool CallsForAction(IntentRecord intent) =>
        intent.State is IntentState.AwaitingApproval or IntentState.Clarifying or IntentState.Enacting or IntentState.Withdrawing || intent.Change is not null;

    private async Task<bool> SendAsync(string text) => target is { } id ? await ReplyAsync(id, text) : await SubmitAsync(text);

    private Task<bool> SubmitAsync(string text) => SayAsync(text, () => Actions.SubmitAsync(text));

    private async Task<bool> ReplyAsync(long id, string text)
    {
        var said = await SayAsync(text, () => Actions.ReplyAsync(id, text));
        if (said) Focus.Ask(null);
        return said;
    }

    private async Task<bool> SayAsync(string text, Func<Task> say)
    {
        // Shown at once; the stored intent takes its place.
        (sending, error) = (text, null);
        StateHasChanged();
        error = await Attempt.RunAsync(say);
        sending = null;
        Feed.Reread(LiveSources.Intents);
        Refresh();
        StateHasChanged();
        return error is null;
    }

    private void SpeakAnew()
    {
        leftOpen = target ?? 0;
        Focus.Ask(null);
    }

    private void OnChanged() => InvokeAsync(() =>
    {
        Refresh();
        StateHasChanged();
    });
}

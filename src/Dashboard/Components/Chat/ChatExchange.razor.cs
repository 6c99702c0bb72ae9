using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Knowledge.Planning;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Actions;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Chat;

/// <summary>One intent as a piece of conversation.</summary>
public sealed partial class ChatExchange
{
    private bool busy;
    private bool unfolded;
    private string? error;

    /// <summary>The intent.</summary>
    [Parameter, EditorRequired]
    public required IntentRecord Intent { get; set; }

    /// <summary>What is being done about it, line by line.</summary>
    [Parameter]
    public IReadOnlyList<string> Progress { get; set; } = [];

    /// <summary>Whether its plan is shown as one line.</summary>
    [Parameter]
    public bool Folded { get; set; }

    /// <summary>An answer was chosen.</summary>
    [Parameter]
    public Func<string, Task<bool>>? OnReply { get; set; }

    [Inject]
    private IntentActions Actions { get; set; } = default!;

    private IReadOnlyList<TextSpan> Unmapped => Intent.Understanding?.Unmapped ?? [];

    // What could not be mapped is marked in what was said last, which is what the planner read.
    private IEnumerable<(Turn Turn, bool Marked)> Turns
    {
        get
        {
            var turns = Intent.Turns.Count > 0 ? Intent.Turns : [new Turn(Speaker.Operator, Intent.Text)];
            var last = turns.LastOrDefault(t => t.Speaker == Speaker.Operator);
            return turns.Select(t => (t, ReferenceEquals(t, last)));
        }
    }

    private string? Cost
    {
        get
        {
            if (Intent.Understanding is not { } understood || Intent.Timings.Count == 0) return null;
            var tokens = understood.Tokens.Input + understood.Tokens.Output;
            return string.Create(CultureInfo.InvariantCulture, $", {Intent.Timings.Values.Sum():#,0} ms from text to verdict, {tokens:#,0} tokens, {understood.Planner}");
        }
    }

    private async Task ChooseAsync(string choice)
    {
        busy = true;
        if (OnReply is not null) await OnReply(choice);
        busy = false;
    }

    private async Task CancelAsync() => error = await Attempt.RunAsync(() => Actions.CancelAsync(Intent.Id));
}

using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Map;

/// <summary>Asks what a failure would do and draws the ways that packets would take instead.</summary>
public sealed partial class WhatIfBox : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private WhatIfAnswer? answer;
    private PairAfterFailure? chosen;
    private string? error;
    private bool asking;
    private int shown = 12;

    /// <summary>What would fail.</summary>
    [Parameter, EditorRequired]
    public FailureKind Kind { get; set; }

    /// <summary>Its name; for a link, one of its ports.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    /// <summary>Ways to draw.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<(string Kind, string Label, IReadOnlyList<string> Names)>> OnTrails { get; set; }

    [Inject]
    private IWhatIf WhatIf { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
    }

    private async Task AskAsync()
    {
        (asking, error, answer, chosen) = (true, null, null, null);
        StateHasChanged();
        error = await Attempt.RunAsync(async () => answer = await Task.Run(() => WhatIf.FailAsync(Kind, Name, stop.Token)));
        asking = false;
    }

    private Task ShowAsync(PairAfterFailure pair)
    {
        chosen = chosen == pair ? null : pair;
        return OnTrails.InvokeAsync(chosen is null ? [] : [("before", $"{pair.From} to {pair.To}, now", pair.Before), ("trail", $"{pair.From} to {pair.To}, then", pair.After)]);
    }
}

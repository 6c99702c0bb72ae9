using System.Text;
using Dashboard.Components.Contracts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Serving;

/// <summary>Chats with a service and shows how soon its tokens come.</summary>
public sealed partial class PlaygroundPanel : ComponentBase
{
    private static readonly TimeSpan Drawing = TimeSpan.FromMilliseconds(100);

    private readonly StringBuilder answer = new();
    private string text = "";
    private int mostTokens = 128;
    private AnswerTimes? times;
    private string? finish;
    private string? error;
    private CancellationTokenSource? stop;

    /// <summary>The service's name.</summary>
    [Parameter, EditorRequired]
    public string Service { get; set; } = "";

    /// <summary>Whether its model was never trained.</summary>
    [Parameter]
    public bool Untrained { get; set; }

    [Inject]
    private IPlayground Playground { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose() => stop?.Cancel();

    private void Stop() => stop?.Cancel();

    private async Task AskAsync()
    {
        if (stop is not null || string.IsNullOrWhiteSpace(text)) return;
        using var source = new CancellationTokenSource();
        (stop, error, finish) = (source, null, null);
        answer.Clear();
        times = new AnswerTimes(Clock);
        var drawn = Clock.GetTimestamp();
        try
        {
            await foreach (var piece in Playground.AskAsync(Service, text, Math.Clamp(mostTokens, 1, 1024), source.Token))
            {
                if (piece.Text.Length > 0)
                {
                    times.Arrived();
                    answer.Append(piece.Text);
                }

                finish = piece.Finish ?? finish;
                if (Clock.GetElapsedTime(drawn) < Drawing) continue;
                drawn = Clock.GetTimestamp();
                StateHasChanged();
            }
        }
        catch (PlaygroundException e)
        {
            error = e.Message;
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
            finish = "stopped";
        }
        finally
        {
            stop = null;
        }
    }
}

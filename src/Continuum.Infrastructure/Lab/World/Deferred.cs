using Microsoft.Extensions.Logging;

namespace Continuum.Infrastructure.Lab.World;

/// <summary>Things to be done later, on the clock of the lab; dropped when it stops.</summary>
internal sealed class Deferred(TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly HashSet<Task> running = [];

    /// <summary>Runs it at once where the delay is nothing, so that whoever caused it sees it done.</summary>
    public void Run(TimeSpan delay, string what, Func<Task> act)
    {
        var task = RunAsync(delay, what, act);
        if (task.IsCompleted) return;
        lock (gate) running.Add(task);
        _ = task.ContinueWith(
            done =>
            {
                lock (gate) running.Remove(done);
            },
            TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        Task[] left;
        lock (gate) left = [.. running];
        await Task.WhenAll(left).ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task RunAsync(TimeSpan delay, string what, Func<Task> act)
    {
        try
        {
            if (delay > TimeSpan.Zero) await Task.Delay(delay, time, stop.Token).ConfigureAwait(false);
            if (!stop.IsCancellationRequested) await act().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LabLog.DeferredFailed(logger, e, what);
        }
    }
}

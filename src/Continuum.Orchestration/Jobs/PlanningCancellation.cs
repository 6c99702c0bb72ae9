using System.Collections.Concurrent;

namespace Continuum.Orchestration.Jobs;

/// <summary>Lets a person stop a planning that runs.</summary>
internal sealed class PlanningCancellation
{
    private readonly ConcurrentDictionary<long, CancellationTokenSource> running = new();

    /// <summary>A token for the planning of an intent; dispose the source when it ends.</summary>
    public CancellationTokenSource Begin(long id, CancellationToken cancellationToken)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        running[id] = source;
        return source;
    }

    public void End(long id) => running.TryRemove(id, out _);

    public void Cancel(long id)
    {
        if (!running.TryGetValue(id, out var source)) return;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended between the look and the call.
        }
    }
}

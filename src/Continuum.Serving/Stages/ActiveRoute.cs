using Continuum.Serving.Compute;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>A route with what it takes to follow it.</summary>
internal sealed class ActiveRoute(StageRoute route, IStageExecutor executor, BatchCost cost, TensorLink next, TensorLink head) : IAsyncDisposable
{
    public StageRoute Route { get; } = route;

    public IStageExecutor Executor { get; } = executor;

    public BatchCost Cost { get; } = cost;

    /// <summary>To the next stage, or to the head after the last.</summary>
    public TensorLink Next { get; } = next;

    /// <summary>Where failures go; the same as <see cref="Next"/> on the last stage.</summary>
    public TensorLink Head { get; } = head;

    /// <summary>Micro-batches that came before the epoch was activated, in order.</summary>
    public Queue<StageWork> Waiting { get; } = new();

    public async ValueTask DisposeAsync()
    {
        Executor.Dispose();
        while (Waiting.TryDequeue(out var work)) work.Frame.Dispose();
        await Next.DisposeAsync();
        if (Head != Next) await Head.DisposeAsync();
    }
}

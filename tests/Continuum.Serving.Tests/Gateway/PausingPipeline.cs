using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Gateway;

/// <summary>A pipeline that stands still after so many micro-batches until it is let go, so that a test finds an answer half-way.</summary>
internal sealed class PausingPipeline(IPipeline inner) : IPipeline
{
    private readonly TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left = int.MaxValue;

    public int Depth => inner.Depth;

    public int VocabularySize => inner.VocabularySize;

    public bool IsPaused => Volatile.Read(ref left) < 0;

    public void PauseAfter(int batches) => Volatile.Write(ref left, batches);

    public void Go() => go.TrySetResult();

    public async Task<LogitRows> ExecuteAsync(MicroBatch batch)
    {
        if (Interlocked.Decrement(ref left) < 0) await go.Task;
        return await inner.ExecuteAsync(batch);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

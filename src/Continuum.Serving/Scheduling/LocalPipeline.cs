using System.Buffers;
using System.Threading.Channels;
using Continuum.Serving.Compute;

namespace Continuum.Serving.Scheduling;

/// <summary>Stages in this process, a thread each, joined by queues: while one computes a micro-batch, the one before it computes the next.</summary>
public sealed class LocalPipeline : IPipeline
{
    private readonly IReadOnlyList<IStageExecutor> stages;
    private readonly Channel<Work>[] queues;
    private readonly Task[] loops;

    /// <summary>Starts the stages' threads. The pipeline owns the stages from now on.</summary>
    /// <param name="stages">The stages in order, from the first layer to the last.</param>
    /// <param name="vocabularySize">Entries of a row of logits.</param>
    /// <exception cref="ArgumentException">The stages do not cover the layers one after another.</exception>
    public LocalPipeline(IReadOnlyList<IStageExecutor> stages, int vocabularySize)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            var expected = i == 0 ? 0 : stages[i - 1].Range.Last + 1;
            if (stages[i].Range.First != expected || (i == stages.Count - 1 && !stages[i].Range.IsLast))
                throw new ArgumentException($"Stages hold layers {string.Join(", ", stages.Select(s => s.Range))}; all layers in order were expected.", nameof(stages));
        }
        this.stages = stages;
        VocabularySize = vocabularySize;
        queues = [.. stages.Select(_ => Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true }))];
        loops = [.. Enumerable.Range(0, stages.Count).Select(i => Task.Factory.StartNew(() => Run(i), TaskCreationOptions.LongRunning))];
    }

    /// <inheritdoc/>
    public int Depth => stages.Count;

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public Task<LogitRows> ExecuteAsync(MicroBatch batch)
    {
        var work = new Work(batch, [], new TaskCompletionSource<LogitRows>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!queues[0].Writer.TryWrite(work)) work.Result.SetException(new ObjectDisposedException(nameof(LocalPipeline)));
        return work.Result.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        queues[0].Writer.TryComplete();
        await Task.WhenAll(loops);
        foreach (var stage in stages) stage.Dispose();
    }

    private void Run(int index)
    {
        var (reader, last) = (queues[index].Reader, index == stages.Count - 1);
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (reader.TryRead(out var work))
            {
                var next = Execute(stages[index], work);
                if (next is null) continue;
                if (last) work.Result.SetResult(new LogitRows(next.Data, work.Batch.LogitRows, VocabularySize));
                else queues[index + 1].Writer.TryWrite(next);
            }
        }
        if (!last) queues[index + 1].Writer.TryComplete();
    }

    private static Work? Execute(IStageExecutor stage, Work work)
    {
        var output = ArrayPool<float>.Shared.Rent(Math.Max(1, stage.OutputLength(work.Batch)));
        try
        {
            stage.Execute(work.Batch, work.Data.AsSpan(0, stage.InputLength(work.Batch)), output.AsSpan(0, stage.OutputLength(work.Batch)));
            return work with { Data = output };
        }
        catch (Exception error)
        {
            ArrayPool<float>.Shared.Return(output);
            work.Result.SetException(error);
            return null;
        }
        finally
        {
            if (work.Data.Length > 0) ArrayPool<float>.Shared.Return(work.Data);
        }
    }

    private sealed record Work(MicroBatch Batch, float[] Data, TaskCompletionSource<LogitRows> Result);
}

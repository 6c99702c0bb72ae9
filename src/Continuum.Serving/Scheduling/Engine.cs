using System.Threading.Channels;
using Continuum.Serving.KvCache;

namespace Continuum.Serving.Scheduling;

/// <summary>
/// Runs a scheduler over a pipeline: one loop owns all state, and everything else (submissions, cancellations, results) is
/// posted to it. Micro-batches are issued as long as the pipeline has room.
/// </summary>
public sealed class Engine : IAsyncDisposable
{
    private readonly Channel<Action> mailbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IPipeline pipeline;
    private readonly Scheduler scheduler;
    private readonly KvAllocator allocator;
    private readonly Dictionary<Sequence, Generation> generations = [];
    private readonly Task loop;
    private bool stopping;
    private bool held;
    private string? unavailable;
    private TaskCompletionSource? idle;

    /// <summary>Starts an engine. It owns the pipeline from now on.</summary>
    /// <param name="pipeline">Where micro-batches run.</param>
    /// <param name="options">Limits of the scheduler.</param>
    /// <param name="allocator">The block pool, as large as every stage's cache.</param>
    public Engine(IPipeline pipeline, SchedulerOptions options, KvAllocator allocator)
    {
        (this.pipeline, this.allocator) = (pipeline, allocator);
        scheduler = new Scheduler(options, allocator) { Spread = pipeline.Depth };
        loop = Task.Run(LoopAsync);
    }

    /// <summary>Requests that wait, sequences that hold blocks, blocks in use, and preemptions so far.</summary>
    /// <returns>The numbers at one moment.</returns>
    public Task<EngineStatus> StatusAsync() => Ask(() =>
        new EngineStatus(scheduler.WaitingCount, scheduler.RunningCount, allocator.Used, allocator.BlockCount, scheduler.Preemptions, scheduler.Epoch));

    /// <summary>Submits a request.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Its stream of tokens.</returns>
    /// <exception cref="ArgumentException">Prompt or parameters are out of range.</exception>
    /// <exception cref="QueueFullException">Too many wait.</exception>
    /// <exception cref="PipelineBrokenException">The pipeline is broken and nothing has replaced what is missing for too long.</exception>
    public Task<Generation> SubmitAsync(GenerationRequest request) => Ask(() =>
    {
        ObjectDisposedException.ThrowIf(stopping, this);
        if (unavailable is not null) throw new PipelineBrokenException(unavailable);
        foreach (var token in request.Prompt)
            if ((uint)token >= (uint)pipeline.VocabularySize) throw new ArgumentException($"The prompt holds token {token}; the vocabulary has {pipeline.VocabularySize}.");
        var generation = new Generation(request, Cancel);
        generation.Sequence = scheduler.Enqueue(request);
        generations.Add(generation.Sequence, generation);
        return generation;
    });

    /// <summary>Whether nothing is issued: on hold, or the pipeline is broken.</summary>
    public Task<bool> IsHeldAsync() => Ask(() => held);

    /// <summary>Stops issuing micro-batches and waits until those on their way are back. Submissions and cancellations queue.</summary>
    /// <returns>A task that ends when nothing is on its way.</returns>
    public async Task HoldAsync()
    {
        var drained = await Ask(() =>
        {
            held = true;
            return idle = scheduler.InFlightCount == 0 ? null : new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        });
        if (drained is not null) await drained.Task;
    }

    /// <summary>Issues again after <see cref="HoldAsync"/>.</summary>
    /// <param name="epoch">The epoch that micro-batches carry from now on.</param>
    /// <returns>A task that ends when issuing has begun.</returns>
    public Task ResumeAsync(long epoch) => Ask(() =>
    {
        scheduler.Epoch = epoch;
        scheduler.Spread = pipeline.Depth;
        unavailable = null;
        return held = false;
    });

    /// <summary>The pipeline is broken: holds, and computes again whoever holds KV, from their tokens, once it is resumed.</summary>
    /// <returns>A task that ends when nothing is issued any more.</returns>
    public Task RestartAsync() => Ask(() =>
    {
        held = true;
        scheduler.RestartRunning();
        return true;
    });

    /// <summary>
    /// Gives up on a broken pipeline: ends all requests as failed, and refuses new ones until <see cref="ResumeAsync"/>.
    /// </summary>
    /// <param name="reason">What is missing, for clients.</param>
    /// <returns>A task that ends when clients have been told.</returns>
    public Task FailAllAsync(string reason) => Ask(() =>
    {
        held = true;
        unavailable = reason;
        foreach (var sequence in generations.Keys.ToArray())
            if (scheduler.Abandon(sequence)) Emit(sequence, new GenerationEvent(sequence.Generated, null, FinishReason.Failed, reason));
        return true;
    });

    /// <summary>Ends all requests as cancelled and waits for what is on its way.</summary>
    /// <returns>A task that ends when everything is released.</returns>
    public async ValueTask DisposeAsync()
    {
        if (mailbox.Writer.TryWrite(Stop)) await loop;
        await pipeline.DisposeAsync();
    }

    private void Stop()
    {
        stopping = true;
        held = false;
        foreach (var generation in generations.Values.ToArray()) CancelNow(generation);
    }

    private Task<T> Ask<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = mailbox.Writer.TryWrite(() =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception error)
            {
                answer.SetException(error);
            }
        });
        return posted ? answer.Task : Task.FromException<T>(new ObjectDisposedException(nameof(Engine)));
    }

    private void Cancel(Generation generation) => mailbox.Writer.TryWrite(() => CancelNow(generation));

    private void CancelNow(Generation generation)
    {
        var sequence = generation.Sequence!;
        if (scheduler.Cancel(sequence)) Emit(sequence, new GenerationEvent(sequence.Generated, null, FinishReason.Cancelled));
    }

    private async Task LoopAsync()
    {
        await foreach (var message in mailbox.Reader.ReadAllAsync())
        {
            message();
            while (mailbox.Reader.TryRead(out var more)) more();
            while (!held && scheduler.InFlightCount < pipeline.Depth && scheduler.Next() is { } batch) _ = ExecuteAsync(batch);
            if (stopping && scheduler.InFlightCount == 0) mailbox.Writer.TryComplete();
        }
    }

    private async Task ExecuteAsync(MicroBatch batch)
    {
        try
        {
            var logits = await pipeline.ExecuteAsync(batch);
            mailbox.Writer.TryWrite(() => Complete(batch, logits));
        }
        catch (PipelineBrokenException broken)
        {
            mailbox.Writer.TryWrite(() => Broken(batch, broken.Message));
        }
        catch (Exception error)
        {
            mailbox.Writer.TryWrite(() => Returned(scheduler.Fail(batch, false, error.Message)));
        }
    }

    /// <summary>A stage is gone and with it a part of everybody's KV: holds until the pipeline is whole, then all are computed again.</summary>
    private void Broken(MicroBatch batch, string reason)
    {
        held = true;
        Returned(scheduler.Fail(batch, !stopping, reason));
        scheduler.RestartRunning();
    }

    private void Complete(MicroBatch batch, LogitRows logits)
    {
        using (logits)
        {
            var sampled = new int[logits.Count];
            foreach (var (sequence, row, index) in scheduler.RowsToSample(batch))
                sampled[row] = Sampler.Choose(logits[row], sequence.Request.Sampling, index);
            Returned(scheduler.Complete(batch, sampled));
        }
    }

    private void Returned(IReadOnlyList<(Sequence Sequence, GenerationEvent Event)> events)
    {
        foreach (var (sequence, generated) in events) Emit(sequence, generated);
        if (scheduler.InFlightCount == 0 && idle is { } waiting)
        {
            idle = null;
            waiting.SetResult();
        }
    }

    private void Emit(Sequence sequence, GenerationEvent generated)
    {
        if (!generations.TryGetValue(sequence, out var generation)) return;
        generation.Writer.TryWrite(generated);
        if (generated.Finish is null) return;
        generation.Writer.Complete();
        generations.Remove(sequence);
    }
}

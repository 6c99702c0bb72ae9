using System.Buffers;
using System.Diagnostics;
using System.Threading.Channels;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>The thread that computes: takes micro-batches in the order of arrival, paces them, and hands the results on.</summary>
internal sealed class StepLoop : IAsyncDisposable
{
    private readonly StageSettings settings;
    private readonly StageMeter meter;
    private readonly RefusalLog refusals;
    private readonly Func<StageWork, (ActiveRoute? Route, string Reason)> find;
    private readonly Channel<StageWork> queue = Channel.CreateUnbounded<StageWork>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock step = new();
    private readonly Task loop;
    private readonly SemaphoreSlim changed = new(0);
    private int queued;

    public StepLoop(StageSettings settings, StageMeter meter, RefusalLog refusals, Func<StageWork, (ActiveRoute?, string)> find)
    {
        (this.settings, this.meter, this.refusals, this.find) = (settings, meter, refusals, find);
        loop = Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning);
    }

    public int Queued => Volatile.Read(ref queued);

    public void Enqueue(StageWork work)
    {
        Interlocked.Increment(ref queued);
        if (!queue.Writer.TryWrite(work)) work.Frame.Dispose();
    }

    /// <summary>Waits while too much is queued, so that a peer is slowed and memory stays bounded.</summary>
    public async ValueTask RoomAsync(CancellationToken cancellation)
    {
        if (Queued < settings.QueueCapacity) return;
        while (Queued >= settings.QueueCapacity) await changed.WaitAsync(cancellation);
        // There may be room for another who waits, and the one let through may have nothing to queue.
        changed.Release();
    }

    /// <summary>Runs an action while nothing computes.</summary>
    public void Between(Action action)
    {
        lock (step) action();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        queue.Writer.TryComplete();
        await loop;
        while (queue.Reader.TryRead(out var left)) left.Frame.Dispose();
    }

    private void Run()
    {
        while (!stopping.IsCancellationRequested && queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (!stopping.IsCancellationRequested && queue.Reader.TryRead(out var work))
            {
                Interlocked.Decrement(ref queued);
                if (changed.CurrentCount == 0) changed.Release();
                using (work.Frame) Take(work);
            }
        }
    }

    private void Take(StageWork work)
    {
        ActiveRoute? route;
        Frame result;
        lock (step)
        {
            (route, var reason) = find(work);
            if (route is null)
            {
                refusals.Add(reason);
                Send(work.From.WriteAsync(Frame.OfText(work.Frame.Header with { Kind = FrameKind.Refusal }, $"{settings.Node} dropped micro-batch {work.Batch.Id}: {reason}"), stopping.Token));
                return;
            }
            result = Compute(route, work);
        }
        var target = result.Header.Kind == FrameKind.Failure ? route.Head : route.Next;
        if (Send(target.SendAsync(result, stopping.Token)) is not { } lost || target == route.Head) return;
        Send(route.Head.SendAsync(Frame.OfText(work.Frame.Header with { Kind = FrameKind.Failure }, $"{FailureText.LinkLost} {settings.Node} cannot reach the next stage: {lost}"), stopping.Token));
    }

    private Frame Compute(ActiveRoute route, StageWork work)
    {
        var (executor, batch) = (route.Executor, work.Batch);
        meter.Begin();
        var start = Stopwatch.GetTimestamp();
        var seconds = 0.0;
        var overran = false;
        float[]? output = null;
        try
        {
            var length = executor.OutputLength(batch);
            output = ArrayPool<float>.Shared.Rent(Math.Max(1, length));
            executor.Execute(batch, work.Frame.Floats, output.AsSpan(0, length));
            if (settings.Pace.IsPaced)
            {
                seconds = settings.Pace.Seconds(route.Cost.Flops(batch), route.Cost.Bytes(batch));
                var due = start + (long)(seconds * Stopwatch.Frequency);
                overran = Stopwatch.GetTimestamp() > due;
                PreciseWait.Until(due);
            }
            return executor.Range.IsLast
                ? new Frame(work.Frame.Header with { Kind = FrameKind.Logits }, default, output, length)
                : new Frame(work.Frame.Header, work.Frame.Meta, output, length);
        }
        catch (Exception error)
        {
            // A batch that cannot be computed ends its requests and not the stage.
            if (output is not null) ArrayPool<float>.Shared.Return(output);
            return Frame.OfText(work.Frame.Header with { Kind = FrameKind.Failure }, $"{settings.Node}: {error.Message}");
        }
        finally
        {
            meter.End(seconds, overran);
        }
    }

    /// <summary>Waits for a post; returns what went wrong, or null.</summary>
    private static string? Send(ValueTask posting)
    {
        try
        {
            posting.AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            return error.Message;
        }
    }
}

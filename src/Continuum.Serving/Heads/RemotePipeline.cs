using System.Buffers;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Heads;

/// <summary>
/// Stages in other processes. Micro-batches go to the first stage and come back from the last; the stages pass hidden states
/// on among themselves. Closed until it is opened for an epoch.
/// </summary>
/// <param name="service">The service, which every frame names.</param>
/// <param name="vocabularySize">Entries of a row of logits.</param>
internal sealed class RemotePipeline(string service, int vocabularySize) : IPipeline, IFrameReceiver
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, (MicroBatch Batch, TaskCompletionSource<LogitRows> Result)> pending = [];
    private readonly ulong digest = FrameHeader.ServiceDigest(service);
    private OpenRoute? route;
    private string reason = "the pipeline has not been formed yet";

    /// <summary>Called when a hop is found broken; whoever keeps the pipeline closes and forms it again.</summary>
    public Action<string>? Lost { get; set; }

    /// <inheritdoc/>
    public int Depth { get; private set; } = 1;

    /// <inheritdoc/>
    public int VocabularySize => vocabularySize;

    /// <summary>Connects to the first stage of an epoch that all its stages have activated.</summary>
    public async Task OpenAsync(long term, long epoch, Endpoint first, int stages, string name, LinkOptions links, CancellationToken cancellation)
    {
        var hello = new FrameHeader(FrameKind.Hello, digest, term, epoch, 0);
        var link = await TensorLink.ConnectAsync(first, hello, name, links, Returned, cancellation);
        OpenRoute? old;
        var opened = new OpenRoute(term, epoch, link);
        lock (gate)
        {
            old = route;
            route = opened;
            Depth = stages;
        }
        _ = WatchAsync(opened);
        if (old is not null) await old.Link.DisposeAsync();
    }

    /// <summary>Fails everything on its way as lost, and everything that comes until it is opened again.</summary>
    public async Task CloseAsync(string why)
    {
        TensorLink? link;
        TaskCompletionSource<LogitRows>[] lost;
        lock (gate)
        {
            link = route?.Link;
            (route, reason) = (null, why);
            lost = [.. pending.Values.Select(p => p.Result)];
            pending.Clear();
        }
        foreach (var result in lost) result.TrySetException(new PipelineBrokenException(why));
        if (link is not null) await link.DisposeAsync();
    }

    /// <inheritdoc/>
    public async Task<LogitRows> ExecuteAsync(MicroBatch batch)
    {
        var result = new TaskCompletionSource<LogitRows>(TaskCreationOptions.RunContinuationsAsynchronously);
        OpenRoute open;
        lock (gate)
        {
            if (route is null) throw new PipelineBrokenException(reason);
            open = route;
            pending.Add(batch.Id, (batch, result));
        }
        try
        {
            await open.Link.SendAsync(new Frame(new FrameHeader(FrameKind.Batch, digest, open.Term, batch.Epoch, batch.Id), BatchCodec.Encode(batch)), CancellationToken.None);
        }
        catch (IOException error)
        {
            lock (gate) pending.Remove(batch.Id);
            throw new PipelineBrokenException(error.Message);
        }
        return await result.Task;
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(Frame frame, TensorConnection connection, CancellationToken cancellation)
    {
        if (frame.Header.Service != digest) throw new FrameException($"{connection.Peer} sends frames of another service than {service}.");
        if (frame.Header.Kind == FrameKind.Hello) connection.Peer = frame.Text;
        else if (frame.Header.Kind is FrameKind.Logits or FrameKind.Failure) Returned(frame);
        else throw new FrameException($"{connection.Peer} sent a frame of kind {frame.Header.Kind}; a head takes logits and failures.");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Closed(TensorConnection connection, Exception? reason)
    {
        // Stages close the links of epochs that they release; a dead stage is seen on its control stream.
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync("the head stops");

    private void Returned(Frame frame)
    {
        using (frame)
        {
            TaskCompletionSource<LogitRows> result;
            MicroBatch batch;
            lock (gate)
            {
                // What an older term or epoch sends comes too late for anybody.
                if (route is null || frame.Header.Term != route.Term || !pending.TryGetValue(frame.Header.Batch, out var found) || found.Batch.Epoch != frame.Header.Epoch) return;
                pending.Remove(frame.Header.Batch);
                (batch, result) = found;
            }
            if (frame.Header.Kind == FrameKind.Logits) Resolve(result, frame, batch);
            else if (frame.Header.Kind == FrameKind.Failure && !frame.Text.StartsWith(FailureText.LinkLost, StringComparison.Ordinal)) result.TrySetException(new IOException(frame.Text));
            else
            {
                result.TrySetException(new PipelineBrokenException(frame.Text));
                Lost?.Invoke(frame.Text);
            }
        }
    }

    private void Resolve(TaskCompletionSource<LogitRows> result, Frame frame, MicroBatch batch)
    {
        if (frame.Count != batch.LogitRows * vocabularySize)
            result.TrySetException(new FrameException($"Micro-batch {batch.Id} came back with {frame.Count} floats; {batch.LogitRows} rows of {vocabularySize} were expected. Is the same model loaded everywhere?"));
        else
            result.TrySetResult(new LogitRows(frame.Count == 0 ? ArrayPool<float>.Shared.Rent(1) : frame.TakeFloats(), batch.LogitRows, vocabularySize));
    }

    private async Task WatchAsync(OpenRoute opened)
    {
        await opened.Link.Closed;
        lock (gate)
        {
            if (route != opened) return;
        }
        Lost?.Invoke($"the connection to the first stage at {opened.Link.Target} was closed");
    }

    private sealed record OpenRoute(long Term, long Epoch, TensorLink Link);
}

using System.Runtime.CompilerServices;
using Continuum.Serving.Compute;
using Continuum.Serving.Models;
using Continuum.Serving.Stages.Protocol;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Stages;

/// <summary>
/// A stage without its process: layers, routes by epoch, and a thread that computes. Routes of two epochs may exist at once
/// over the same layers; exactly one is active.
/// </summary>
internal sealed class StageNode : IStageControl, IFrameReceiver, IAsyncDisposable
{
    private readonly StageSettings settings;
    private readonly ModelConfig config;
    private readonly ILayerSet layers;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim control = new(1, 1);
    private readonly EpochTable epochs = new();
    private readonly Dictionary<long, ActiveRoute> routes = [];
    private readonly StageMeter meter = new();
    private readonly RefusalLog refusals = new();
    private readonly StepLoop steps;
    private readonly ulong digest;

    /// <summary>Creates a stage without layers. It owns the layer set from now on.</summary>
    public StageNode(StageSettings settings, ModelConfig config, ILayerSet layers)
    {
        (this.settings, this.config, this.layers) = (settings, config, layers);
        digest = FrameHeader.ServiceDigest(settings.Service);
        steps = new StepLoop(settings, meter, refusals, Find);
    }

    /// <summary>Layers of the model.</summary>
    public int LayerCount => config.LayerCount;

    public Task<StageStatus> StatusAsync(CancellationToken cancellation) => Task.FromResult(StageReport.Of(settings, config, layers, meter, refusals, steps, Snapshot));

    public async IAsyncEnumerable<StageStatus> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval);
        do yield return await StatusAsync(cancellation);
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public async Task LoadAsync(long term, StageRange range, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(term, cancellation);
        MemoryBudget.Require(settings, layers, range);
        await Task.Run(() => layers.Load(range), cancellation);
    }

    public async Task PrepareAsync(long term, StageRoute route, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(term, cancellation);
        ActiveRoute? stale;
        lock (gate)
        {
            if (route.Epoch <= epochs.Active) epochs.Prepare(route.Epoch);
            routes.Remove(route.Epoch, out stale);
        }
        if (stale is not null) await stale.DisposeAsync();
        var made = await ConnectAsync(term, route, cancellation);
        lock (gate)
        {
            routes.Add(route.Epoch, made);
            epochs.Prepare(route.Epoch);
        }
    }

    public async Task ActivateAsync(long term, long epoch, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(term, cancellation);
        // Between two steps: when this returns, nothing of an older epoch computes any more.
        steps.Between(() =>
        {
            lock (gate)
            {
                epochs.Activate(epoch);
                while (routes[epoch].Waiting.TryDequeue(out var work)) steps.Enqueue(work);
            }
        });
    }

    public async Task ReleaseAsync(long term, long epoch, CancellationToken cancellation)
    {
        using var turn = await TurnAsync(term, cancellation);
        ActiveRoute? released;
        lock (gate)
        {
            if (epoch == epochs.Active) throw new StageRefusalException($"Epoch {epoch} was to be released; it is the active one. Activate another first.");
            epochs.Forget(epoch);
            routes.Remove(epoch, out released);
        }
        if (released is not null) await released.DisposeAsync();
        int[] kept;
        lock (gate) kept = [.. routes.Values.SelectMany(r => Enumerable.Range(r.Route.Range.First, r.Route.Range.Count))];
        foreach (var layer in layers.Layers.Except(kept)) layers.Unload(layer);
    }

    public async ValueTask ReceiveAsync(Frame frame, TensorConnection connection, CancellationToken cancellation)
    {
        if (frame.Header.Kind == FrameKind.Hello) connection.Peer = frame.Text;
        if (frame.Header.Service != digest)
        {
            await RefuseAsync(frame, connection, $"it is for another service than {settings.Service}", cancellation);
            throw new FrameException($"{connection.Peer} sends frames of another service than {settings.Service}.");
        }
        if (frame.Header.Kind == FrameKind.Hello) return;
        if (frame.Header.Kind != FrameKind.Batch) throw new FrameException($"{connection.Peer} sent a frame of kind {frame.Header.Kind}; a stage takes micro-batches.");
        var work = new StageWork(BatchCodec.Decode(frame.Header, frame.Meta.Span), frame, connection);
        await steps.RoomAsync(cancellation);
        if (Accept(work) is { } reason) await RefuseAsync(frame, connection, reason, cancellation);
    }

    public void Closed(TensorConnection connection, Exception? reason)
    {
        if (reason is not null) refusals.Add($"the connection from {connection.Peer} broke: {reason.Message}");
    }

    public async ValueTask DisposeAsync()
    {
        await steps.DisposeAsync();
        foreach (var route in routes.Values) await route.DisposeAsync();
        layers.Dispose();
    }

    /// <summary>Queues a micro-batch, lets it wait, or says why not.</summary>
    private string? Accept(StageWork work)
    {
        lock (gate)
        {
            var (verdict, reason) = epochs.Judge(work.Frame.Header.Term, work.Batch.Epoch);
            if (verdict == FrameVerdict.Run) steps.Enqueue(work);
            if (verdict != FrameVerdict.Wait) return verdict == FrameVerdict.Refuse ? reason : null;
            var waiting = routes[work.Batch.Epoch].Waiting;
            if (waiting.Count >= settings.WaitCapacity) return $"{waiting.Count} micro-batches of epoch {work.Batch.Epoch} wait already for its activation";
            waiting.Enqueue(work);
            return null;
        }
    }

    private async ValueTask RefuseAsync(Frame frame, TensorConnection connection, string reason, CancellationToken cancellation)
    {
        using (frame)
        {
            refusals.Add(reason);
            await connection.WriteAsync(Frame.OfText(frame.Header with { Kind = FrameKind.Refusal }, $"{settings.Node} refused micro-batch {frame.Header.Batch}: {reason}"), cancellation);
        }
    }

    private async Task<ActiveRoute> ConnectAsync(long term, StageRoute route, CancellationToken cancellation)
    {
        var hello = new FrameHeader(FrameKind.Hello, digest, term, route.Epoch, 0);
        TensorLink? head = null, next = null;
        try
        {
            head = await TensorLink.ConnectAsync(route.Head, hello, settings.Node, settings.Links, f => f.Dispose(), cancellation);
            next = route.Range.IsLast && !route.Link.IsPaced ? head
                : await TensorLink.ConnectAsync(route.Next, hello, settings.Node, settings.Links with { Pace = route.Link }, refusal => Forward(refusal, head), cancellation);
            return new ActiveRoute(route, layers.CreateExecutor(route.Range), new BatchCost(config, route.Range), next, head);
        }
        catch (Exception error)
        {
            if (next is not null && next != head) await next.DisposeAsync();
            if (head is not null) await head.DisposeAsync();
            if (error is IOException or InvalidOperationException) throw new StageRefusalException($"{settings.Node} cannot take part in epoch {route.Epoch}: {error.Message}");
            throw;
        }
    }

    /// <summary>What the next hop refuses, the head must know.</summary>
    private static void Forward(Frame refusal, TensorLink head) =>
        _ = head.TrySendAsync(new Frame(refusal.Header with { Kind = FrameKind.Failure }, refusal.Meta));

    private async Task<IDisposable> TurnAsync(long term, CancellationToken cancellation)
    {
        await control.WaitAsync(cancellation);
        var turn = new Turn(control);
        try
        {
            lock (gate) epochs.Follow(term);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>The route of a micro-batch that is about to be computed, or why it must not be.</summary>
    private (ActiveRoute? Route, string Reason) Find(StageWork work)
    {
        lock (gate)
        {
            var (verdict, reason) = epochs.Judge(work.Frame.Header.Term, work.Batch.Epoch);
            return verdict == FrameVerdict.Run ? (routes[work.Batch.Epoch], "") : (null, reason);
        }
    }

    private (long Term, long Active, IReadOnlyList<ActiveRoute> Routes) Snapshot()
    {
        lock (gate) return (epochs.Term, epochs.Active, [.. routes.Values]);
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}

using System.Threading.Channels;
using Continuum.Serving.KvCache;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;
using Continuum.Serving.Stages.Protocol;

namespace Continuum.Serving.Heads;

/// <summary>
/// Keeps a pipeline whole: forms it under a new epoch when all its stages are there, breaks it when one is gone, and gives
/// its requests up when nothing has come in its place for too long. One loop makes all decisions.
/// </summary>
internal sealed partial class PipelineKeeper : IAsyncDisposable
{
    private static readonly TimeSpan RetryForming = TimeSpan.FromMilliseconds(500);

    private readonly KeeperOptions options;
    private readonly Engine engine;
    private readonly KvAllocator allocator;
    private readonly RemotePipeline pipeline;
    private readonly Func<StagePlacement, IStageControl> connect;
    private readonly TimeProvider clock;
    private readonly Channel<Action> mailbox = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private volatile StageMember[] members;
    private long brokenSince;
    private bool formed, givenUp;
    private string? lost;
    private volatile CancellationTokenSource? forming;

    public PipelineKeeper(
        KeeperOptions options, long term, IReadOnlyList<StagePlacement> layout, Engine engine, KvAllocator allocator, RemotePipeline pipeline,
        Func<StagePlacement, IStageControl> connect, TimeProvider clock)
    {
        StagePlacement.Require(layout, options.LayerCount);
        (this.options, this.engine, this.allocator, this.pipeline, this.connect, this.clock, Term) = (options, engine, allocator, pipeline, connect, clock, term);
        brokenSince = clock.GetTimestamp();
        pipeline.Lost = reason => mailbox.Writer.TryWrite(() => lost ??= reason);
        members = [.. layout.Select(Watch)];
        loop = Task.Run(LoopAsync);
    }

    /// <summary>Term of this head. Taken over by a stage that follows a higher one, it may form nothing any more.</summary>
    public long Term { get; }

    /// <summary>The epoch formed last; 0 for none.</summary>
    public long Epoch { get; private set; }

    /// <summary>Why the pipeline does not serve, or empty.</summary>
    public string Trouble { get; private set; } = "the pipeline has not been formed yet";

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<StageMember> Members => members;

    /// <summary>Layers of the model.</summary>
    public int LayerCount => options.LayerCount;

    /// <summary>Whether the pipeline serves.</summary>
    public bool IsServing => formed;

    /// <summary>Puts another process in the place of a stage; it takes the same layers.</summary>
    /// <exception cref="StageRefusalException">No stage stands on that node.</exception>
    public Task ReplaceAsync(string node, StagePlacement replacement)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = mailbox.Writer.TryWrite(() =>
        {
            var at = Array.FindIndex(members, m => m.Placement.Node == node);
            if (at < 0)
            {
                answer.SetException(new StageRefusalException($"No stage stands on '{node}'; there are {string.Join(", ", members.Select(m => m.Placement.Node))}."));
                return;
            }
            var old = members[at];
            members = [.. members[..at], Watch(replacement with { Range = old.Placement.Range }), .. members[(at + 1)..]];
            lost ??= $"'{node}' is replaced by '{replacement.Node}'";
            _ = old.DisposeAsync().AsTask();
            answer.SetResult();
        });
        if (!posted) answer.SetException(new ObjectDisposedException(nameof(PipelineKeeper)));
        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        mailbox.Writer.TryComplete();
        await loop;
        foreach (var member in members) await member.DisposeAsync();
    }

    private StageMember Watch(StagePlacement placement) => new(placement, connect(placement), clock, changed =>
    {
        // A stage that falls silent while the pipeline is formed would be waited for without end.
        if (changed.State != MemberState.Alive) CancelForming();
        mailbox.Writer.TryWrite(() => { });
    });

    private void CancelForming()
    {
        try
        {
            forming?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    private async Task LoopAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await NextAsync();
                if (formed) await BreakIfNeededAsync();
                if (!formed) await MendAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Waits for something to happen; while the pipeline is broken, no longer than until the next attempt.</summary>
    private async Task NextAsync()
    {
        if (formed || !mailbox.Reader.TryPeek(out _))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            if (!formed) limit.CancelAfter(RetryForming);
            try
            {
                await mailbox.Reader.WaitToReadAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                return;
            }
        }
        while (mailbox.Reader.TryRead(out var message)) message();
    }

    private async Task BreakIfNeededAsync()
    {
        var gone = members.FirstOrDefault(m => m.State != MemberState.Alive);
        var reason = gone is not null ? $"the stage on '{gone.Placement.Node}' is {gone.State.ToString().ToLowerInvariant()}: {gone.Trouble}" : lost;
        if (reason is null) return;
        (formed, Trouble, brokenSince) = (false, reason, clock.GetTimestamp());
        // What is on its way comes back as broken, which makes the engine hold and compute everybody again.
        await pipeline.CloseAsync(reason);
        await engine.RestartAsync();
    }

    private async Task MendAsync()
    {
        lost = null;
        if (members.FirstOrDefault(m => m.State != MemberState.Alive) is { } missing)
        {
            Trouble = $"the stage on '{missing.Placement.Node}' is {missing.State.ToString().ToLowerInvariant()}: {missing.Trouble}";
        }
        else
        {
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            try
            {
                forming = attempt;
                await FormAsync(attempt.Token);
                (formed, givenUp, Trouble) = (true, false, "");
                Moved();
                return;
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                Trouble = "a stage fell silent while the pipeline was formed";
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                Trouble = error.Message;
            }
            finally
            {
                forming = null;
            }
        }
        GoBack();
        if (givenUp || clock.GetElapsedTime(brokenSince) < options.ReplacementWait) return;
        givenUp = true;
        await engine.FailAllAsync($"The pipeline of '{options.Service}' is broken and nothing has mended it for {options.ReplacementWait.TotalSeconds:0} s: {Trouble}");
    }

    /// <summary>Load, prepare, activate everywhere, and only then issue: no stage can see a micro-batch of an epoch that another does not know.</summary>
    private async Task FormAsync(CancellationToken cancellation)
    {
        var stages = members;
        var statuses = await Task.WhenAll(stages.Select(m => m.Control.StatusAsync(cancellation)));
        for (var i = 0; i < stages.Length; i++) Require(stages[i], statuses[i]);
        var epoch = Math.Max(Epoch, statuses.Max(s => s.ActiveEpoch)) + 1;
        await Task.WhenAll(stages.Select(m => m.Control.LoadAsync(Term, m.Placement.Range, cancellation)));
        await Task.WhenAll(stages.Select((m, i) => m.Control.PrepareAsync(
            Term,
            new StageRoute(epoch, m.Placement.Range, i + 1 < stages.Length ? stages[i + 1].Placement.Endpoint : options.HeadEndpoint, options.HeadEndpoint, options.LinkPace),
            cancellation)));
        await Task.WhenAll(stages.Select(m => m.Control.ActivateAsync(Term, epoch, cancellation)));
        await pipeline.OpenAsync(Term, epoch, stages[0].Placement.Endpoint, stages.Length, "head", options.Links, cancellation);
        Epoch = epoch;
        allocator.ContinueAfter(statuses.Max(s => s.KvGeneration));
        await engine.ResumeAsync(epoch);
        for (var i = 0; i < stages.Length; i++)
            foreach (var old in statuses[i].Routes.Where(r => r.Epoch != epoch)) await stages[i].Control.ReleaseAsync(Term, old.Epoch, cancellation);
    }

    private void Require(StageMember member, StageStatus status)
    {
        var node = member.Placement.Node;
        if (status.Node != node) throw new StageRefusalException($"'{status.Node}' answers at {member.Placement.Endpoint}; '{node}' was expected there.");
        if (status.Term > Term) throw new StageRefusalException($"'{node}' follows a head of term {status.Term}; this head has term {Term} and has been replaced.");
        if (status.ModelFingerprint != options.ModelFingerprint) throw new StageRefusalException($"'{node}' has opened another model than the head; give both the same folder.");
        if (status.Numerics != members[0].Status?.Numerics) throw new StageRefusalException($"'{node}' computes in class {status.Numerics}, '{members[0].Placement.Node}' in {members[0].Status?.Numerics}; the same precision everywhere was expected.");
        if (status.KvBlocks < options.KvBlocks) throw new StageRefusalException($"'{node}' has {status.KvBlocks} KV blocks; {options.KvBlocks} are needed.");
    }
}

using Continuum.Serving.Stages;

namespace Continuum.Serving.Heads;

/// <summary>
/// Moving by computing again: the new stages load their layers while the old ones serve, then the pipeline is formed on
/// them and every running request is prefilled there from its tokens. No state leaves a node, so that it is the way to move
/// off a node that has become forbidden; its price is a pause of a prefill.
/// </summary>
internal sealed partial class PipelineKeeper
{
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim oneMove = new(1, 1);
    private TaskCompletionSource<PipelineMoved>? moving;
    private StagePlacement[] origin = [];
    private long drainedAt;

    /// <summary>Moves to other stages, whose processes must run.</summary>
    /// <exception cref="FormatException">They do not cover the layers.</exception>
    /// <exception cref="StageRefusalException">Another move is under way, a stage does not answer or refuses its layers, or this head stops. The old pipeline goes on.</exception>
    public async Task<PipelineMoved> RelayoutAsync(IReadOnlyList<StagePlacement> layout, CancellationToken cancellation)
    {
        StagePlacement.Require(layout, options.LayerCount);
        if (!await oneMove.WaitAsync(0, cancellation)) throw new StageRefusalException($"The pipeline of '{options.Service}' is being moved already.");
        try
        {
            StageMember[] arriving = [.. layout.Select(Watch)];
            try
            {
                await ReadyAsync(arriving, cancellation);
            }
            catch
            {
                foreach (var member in arriving) await member.DisposeAsync();
                throw;
            }

            return await SwitchAsync(arriving).WaitAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new StageRefusalException("The head stops; its successor forms the pipeline as it was started with.");
        }
        finally
        {
            oneMove.Release();
        }
    }

    // Mapping layers takes long and disturbs nobody: it happens before anything is held.
    private async Task ReadyAsync(StageMember[] arriving, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping.Token);
        limit.CancelAfter(Arrival);
        try
        {
            foreach (var member in arriving)
            {
                while (member.State != MemberState.Alive) await Task.Delay(20, limit.Token);
                Require(member, member.Status!);
                await member.Control.LoadAsync(Term, member.Placement.Range, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            var silent = arriving.FirstOrDefault(m => m.State != MemberState.Alive);
            throw new StageRefusalException(silent is null ? $"The new stages have not loaded their layers within {Arrival.TotalSeconds:0} s." : $"The stage on '{silent.Placement.Node}' has not answered within {Arrival.TotalSeconds:0} s: {silent.Trouble}");
        }
    }

    private async Task<PipelineMoved> SwitchAsync(StageMember[] arriving)
    {
        await engine.HoldAsync();
        var done = new TaskCompletionSource<PipelineMoved>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = mailbox.Writer.TryWrite(() =>
        {
            var left = members;
            (moving, drainedAt, origin, members) = (done, clock.GetTimestamp(), [.. left.Select(m => m.Placement)], arriving);
            lost ??= $"the pipeline moves to {string.Join(", ", arriving.Select(m => m.Placement.Node))}";
            _ = DisposeAllAsync(left);
        });
        if (!posted) throw new OperationCanceledException(stopping.Token);
        return await done.Task;
    }

    private void Moved()
    {
        moving?.TrySetResult(new PipelineMoved(Epoch, clock.GetElapsedTime(drainedAt)));
        moving = null;
    }

    // What could not be formed where it was to go is formed again where it was; the stages there still hold their layers.
    private void GoBack()
    {
        if (moving is not { } failed) return;
        moving = null;
        _ = DisposeAllAsync(members);
        members = [.. origin.Select(Watch)];
        failed.TrySetException(new StageRefusalException($"{Trouble} The pipeline is formed again where it was."));
    }

    private static async Task DisposeAllAsync(StageMember[] left)
    {
        foreach (var member in left) await member.DisposeAsync();
    }
}

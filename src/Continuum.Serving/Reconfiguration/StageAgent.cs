using Continuum.Core.Sites;
using Continuum.Serving.Reconfiguration.Copying;

namespace Continuum.Serving.Reconfiguration;

/// <summary>
/// The protocol's half at a stage, without I/O: messages and events in, commands out, the clock an argument. Driven by one
/// caller at a time. The other half is the <see cref="Coordinator"/>.
/// </summary>
internal sealed partial class StageAgent(string node, int blockCount, IKvTable kv, Safeguards safeguards)
{
    private LayerSet held;
    private Lock? locked;
    private long lostEpoch;
    private (long Term, long Epoch, long Batch) newest;

    /// <summary>What to do; the caller takes it out after every call.</summary>
    public Queue<StageCommand> Commands { get; } = new();

    public string Node => node;

    /// <summary>Highest term seen.</summary>
    public long Term { get; private set; }

    /// <summary>The epoch served; 0 if none can be.</summary>
    public long Epoch { get; private set; }

    /// <summary>The pipeline of that epoch.</summary>
    public EpochLayout? Layout { get; private set; }

    /// <summary>Layers whose weights and cache are here, serving or not.</summary>
    public LayerSet Held => held;

    /// <summary>The epoch that the stage is locked for, or 0.</summary>
    public long LockedFor => locked?.Epoch ?? 0;

    /// <summary>Takes a message of a head.</summary>
    public void Receive(HeadMessage message, long nowUs)
    {
        if (message.Term < Term && safeguards.CheckTerm)
        {
            Commands.Enqueue(new Reply(new StageRejected(message.Term, node, message.Epoch, $"{node} follows the head of term {Term}; term {message.Term} is over.")));
            return;
        }
        Follow(message.Term);
        switch (message)
        {
            case Inquire:
                Answer(new StageReport(Term, node, Epoch, Layout, LockedFor, locked is { Promised: true }, held.Count > 0, kv.HighestGeneration));
                break;
            case Prepare prepare:
                Take(prepare, nowUs);
                break;
            case Renew renew:
                if (LockOf(renew) is { } renewed) renewed.UntilUs = nowUs + renew.LeaseUs;
                break;
            case CopyBlocks order:
                Take(order);
                break;
            case Verify verify:
                Take(verify);
                break;
            case Release release:
                Take(release);
                break;
            case Abort abort:
                Take(abort);
                break;
        }
    }

    /// <summary>
    /// Lets a lease end. What was verified stays until a head says how the change ended: it may have been committed. Tells of
    /// a lost route until an epoch comes of it.
    /// </summary>
    public void Tick(long nowUs)
    {
        if (lostEpoch > 0) TellLost();
        if (locked is { } mine && nowUs > mine.UntilUs && !(mine.Promised && safeguards.KeepVerified)) Unlock();
    }

    /// <summary>The layers of an epoch are mapped and warm.</summary>
    public void Loaded(long epoch)
    {
        if (locked is not { } mine || mine.Epoch != epoch || mine.Loaded) return;
        mine.Loaded = true;
        Answer(new StagePrepared(Term, node, epoch));
    }

    /// <summary>The layers of an epoch cannot be had.</summary>
    public void LoadFailed(long epoch, string reason)
    {
        if (locked is not { } mine || mine.Epoch != epoch) return;
        Answer(new StageRejected(Term, node, epoch, reason));
        Unlock();
    }

    /// <summary>The connection to the next stage broke while this epoch was on it.</summary>
    public void NextLost(long epoch)
    {
        lostEpoch = epoch;
        TellLost();
    }

    private void TellLost()
    {
        if (lostEpoch != Epoch || Epoch == 0) lostEpoch = 0;
        else Answer(new RouteLost(Term, node, lostEpoch));
    }

    /// <summary>A later head pins nothing for the copies that an earlier one ordered.</summary>
    private void Follow(long term)
    {
        if (term <= Term) return;
        Term = term;
        locked?.Job?.Cancel();
    }

    private void Answer(StageMessage message) => Commands.Enqueue(new Reply(message));

    private void Take(Prepare prepare, long nowUs)
    {
        if (locked is { } mine)
        {
            if (mine.Epoch == prepare.Epoch && mine.Term == prepare.Term)
            {
                mine.UntilUs = nowUs + prepare.LeaseUs;
                if (mine.Loaded) Answer(new StagePrepared(Term, node, prepare.Epoch));
                return;
            }
            if (mine.Term == prepare.Term && mine.Epoch > prepare.Supersedes && (mine.Promised || nowUs <= mine.UntilUs))
            {
                Answer(new StageRejected(Term, node, prepare.Epoch, $"{node} is locked for epoch {mine.Epoch}."));
                return;
            }
            Unlock();
        }
        if (prepare.Epoch <= Epoch) return;
        var needed = LayerSet.Of(prepare.To.RangeOf(node));
        if (prepare.Kind == ChangeKind.Move && prepare.From!.Contains(node) && Epoch != prepare.FromEpoch)
        {
            Answer(new StageRejected(Term, node, prepare.Epoch, $"{node} serves epoch {Epoch}; the change starts from {prepare.FromEpoch}."));
            return;
        }
        if (prepare.Kind == ChangeKind.Reissue && needed.Without(held).Count > 0)
        {
            Answer(new StageRejected(Term, node, prepare.Epoch, $"{node} does not hold layers {needed.Without(held)} any more."));
            return;
        }
        // What a fence or a forgotten epoch left here has no use: its KV belongs to nobody.
        if (prepare.Kind == ChangeKind.Fence)
        {
            Forget(held.Without(needed));
            if (held.Count > 0) Commands.Enqueue(new EraseLayers(held));
        }
        if (prepare.Kind == ChangeKind.Move && !prepare.From!.Contains(node)) Forget(held);
        Take(new Lock(node, prepare, nowUs + prepare.LeaseUs, needed.Without(held), Leaving(prepare), blockCount, safeguards));
    }

    private void Take(Lock taken)
    {
        locked = taken;
        if (taken.Range is not { } range)
        {
            Loaded(taken.Epoch);
            return;
        }
        held = held.With(taken.Gained);
        Commands.Enqueue(new LoadLayers(taken.Epoch, range, taken.Gained, taken.To.Next(node)));
    }

    private LayerSet Leaving(Prepare prepare) =>
        prepare.Kind == ChangeKind.Move ? LayerSet.Of(prepare.From!.RangeOf(node)).Without(LayerSet.Of(prepare.To.RangeOf(node))) : default;

    /// <summary>The lock that a message is about; tells its sender if there is none.</summary>
    private Lock? LockOf(HeadMessage message)
    {
        if (locked is { } mine && mine.Epoch == message.Epoch) return mine;
        if (Epoch != message.Epoch) Answer(new StageRejected(Term, node, message.Epoch, $"{node} is not locked for epoch {message.Epoch}: its lease ended."));
        return null;
    }

    private void Take(Abort abort)
    {
        if (locked is { } mine && mine.Epoch == abort.Epoch)
        {
            // The answer means that no byte leaves any more, so it waits for the copier.
            if (mine.Job is { } job)
            {
                job.Cancel();
                mine.AbortTerm = abort.Term;
                return;
            }
            Unlock();
        }
        Answer(new StageAborted(Term, node, abort.Epoch));
    }

    private void Take(Release release)
    {
        if (release.Epoch > Epoch && release.Keep is not null) return;
        if (release.Epoch >= Epoch)
        {
            if (locked is { } old && old.Epoch <= release.Epoch) Unlock();
            var keep = LayerSet.Of(release.Keep);
            if (locked is { } next) keep = keep.With(LayerSet.Of(next.Range));
            var goes = held.Without(keep);
            if (release.Keep is null) Forget(goes);
            else Drop(goes);
        }
        Answer(new StageReleased(Term, node, release.Epoch));
    }

    /// <summary>Gives layers up and serves nothing any more.</summary>
    private void Forget(LayerSet layers)
    {
        (Epoch, Layout) = (0, null);
        Drop(layers);
        Commands.Enqueue(new AskAgain());
    }

    private void Drop(LayerSet layers)
    {
        if (layers.Count == 0) return;
        held = held.Without(layers);
        Commands.Enqueue(new DropLayers(layers));
    }

    private void Unlock()
    {
        var mine = locked!;
        locked = null;
        mine.Job?.Cancel();
        Drop(mine.Gained);
        Commands.Enqueue(new AskAgain());
    }

    /// <summary>A change that this stage takes part in.</summary>
    private sealed class Lock(string node, Prepare prepare, long untilUs, LayerSet gained, LayerSet leaving, int blockCount, Safeguards safeguards)
    {
        public long Term => prepare.Term;

        public long Epoch => prepare.Epoch;

        public EpochLayout To => prepare.To;

        public LayerRange? Range { get; } = prepare.To.RangeOf(node);

        public LayerSet Gained => gained;

        public long UntilUs { get; set; } = untilUs;

        public bool Loaded { get; set; }

        public bool Promised { get; set; }

        public IReadOnlyList<BlockFill>? Expected { get; set; }

        public long AbortTerm { get; set; }

        public CopyJob? Job { get; set; }

        public CopyJob? EndedJob { get; set; }

        public SlotLedger Sends { get; } = new(leaving, blockCount, safeguards);

        public SlotLedger Receives { get; } = new(prepare.Kind == ChangeKind.Move ? gained : default, blockCount, safeguards);
    }
}

using Continuum.Serving.Reconfiguration.Copying;

namespace Continuum.Serving.Reconfiguration;

/// <content>Copies, verification, markers and the gate for micro-batches.</content>
internal sealed partial class StageAgent
{
    /// <summary>The copier has worked a job off, or stopped because it was cancelled.</summary>
    public void CopyEnded(CopyJob job)
    {
        if (locked is not { } mine || mine.Job != job) return;
        (mine.Job, mine.EndedJob) = (null, job);
        if (mine.AbortTerm > 0)
        {
            Unlock();
            Answer(new StageAborted(Term, node, mine.Epoch));
        }
        else if (!job.IsCancelled)
        {
            Answer(new CopyDone(Term, node, mine.Epoch, job.Order.Round, job.Slots, job.Bytes, job.Order.Final ? job.Sums() : null));
        }
    }

    /// <summary>The copy connection to a target broke: what was sent may be lost, so its layers start over.</summary>
    public void CopyConnectionLost(string target)
    {
        if (locked is not { } mine) return;
        foreach (var layer in mine.Sends.Layers)
            if (mine.To.OwnerOf(layer) == target) mine.Sends.Reset(layer);
        mine.Job?.StartOver();
    }

    /// <summary>Judges a frame before its slots are written.</summary>
    /// <returns>What to do; with <see cref="FrameVerdict.Write"/>, <see cref="FrameWritten"/> follows.</returns>
    public FrameVerdict Judge(in KvSlots slots)
    {
        if (slots.Term < Term && safeguards.CheckTerm) return FrameVerdict.Drop;
        if (locked is not { } mine || mine.Epoch != slots.Epoch || mine.AbortTerm > 0 || !mine.Receives.Layers.Contains(slots.Layer)) return FrameVerdict.Drop;
        if (mine.Receives.IsStale(slots.Layer, slots.Block)) return FrameVerdict.Drop;
        var known = mine.Receives.Slots(slots.Layer, slots.Block);
        if (slots.First > known) return FrameVerdict.Drop;
        return slots.First + slots.Count <= known && safeguards.DropDuplicates ? FrameVerdict.Duplicate : FrameVerdict.Write;
    }

    /// <summary>Slots were written.</summary>
    /// <param name="slots">The frame.</param>
    /// <param name="sent">Checksum of each slot as sent.</param>
    /// <param name="written">Checksum of each slot as it now stands in the cache.</param>
    public void FrameWritten(in KvSlots slots, ReadOnlySpan<ulong> sent, ReadOnlySpan<ulong> written)
    {
        if (locked is not { } mine || mine.Epoch != slots.Epoch) return;
        if (safeguards.CheckSums && !sent.SequenceEqual(written))
        {
            Answer(new FrameRefused(Term, node, slots.Epoch, $"Layer {slots.Layer}, block {slots.Block.Id}, slots {slots.First}..{slots.First + slots.Count - 1} arrived at {node} other than they were sent."));
            return;
        }
        mine.Receives.Add(slots.Layer, slots.Block, slots.First, written);
        TryPromise(mine);
    }

    /// <summary>Judges a micro-batch. Their numbers ascend within an epoch and a term: one that does not is there twice.</summary>
    public GateVerdict Gate(long term, long epoch, long batch)
    {
        if (term < Term && safeguards.CheckTerm) return GateVerdict.Refuse;
        if (epoch == Epoch || (!safeguards.CheckEpoch && Epoch != 0))
        {
            // What follows a gap on the next connection is of no use; an epoch is on its way that sends all of it again.
            if (lostEpoch == epoch) return GateVerdict.Refuse;
            if (safeguards.DropDuplicates && newest.Term == term && newest.Epoch == epoch && batch <= newest.Batch) return GateVerdict.Refuse;
            newest = (term, epoch, batch);
            return GateVerdict.Run;
        }
        return locked is { } mine && mine.Epoch == epoch ? GateVerdict.Wait : GateVerdict.Refuse;
    }

    /// <summary>Takes the marker that came on the route: activates, passes it on, and tells the head.</summary>
    public void Receive(Marker marker)
    {
        if (marker.Term < Term && safeguards.CheckTerm) return;
        Follow(marker.Term);
        if (marker.Epoch != Epoch)
        {
            if (locked is not { } mine || mine.Epoch != marker.Epoch || mine.Range is not { } range) return;
            if (!mine.Promised && safeguards.VerifyBeforeCommit) return;
            locked = null;
            mine.Job?.Cancel();
            (Epoch, Layout) = (mine.Epoch, mine.To);
            Commands.Enqueue(new ActivateEpoch(Term, Epoch, Layout, range));
        }
        Commands.Enqueue(new PassMarker(Layout!.Next(node), marker));
        Answer(new StageActivated(Term, node, Epoch));
        // Only now: what waited must not overtake the marker on the way out.
        Commands.Enqueue(new AskAgain());
    }

    private void Take(CopyBlocks order)
    {
        if (LockOf(order) is not { } mine || mine.AbortTerm > 0) return;
        if (mine.Job is { } running)
        {
            if (running.Order.Round >= order.Round) return;
            running.Cancel();
        }
        if (mine.EndedJob is { } ended && ended.Order.Round >= order.Round)
        {
            // Blocks of a round that ended are no longer pinned, unless it is the last.
            if (ended.Order.Round == order.Round && !order.Final) Answer(new CopyDone(Term, node, mine.Epoch, order.Round, ended.Slots, ended.Bytes, null));
            if (ended.Order.Round > order.Round || !order.Final) return;
        }
        // The same round again means that something of it did not arrive; only what is missing is sent.
        mine.Job = new CopyJob(node, order, mine.To, mine.Sends);
        Commands.Enqueue(new StartCopy(mine.Job));
    }

    private void Take(Verify verify)
    {
        if (LockOf(verify) is not { } mine) return;
        mine.Expected = verify.Blocks;
        if (mine.Promised) AnswerVerified(mine);
        else TryPromise(mine);
    }

    private void TryPromise(Lock mine)
    {
        if (mine.Promised || !mine.Loaded || mine.Expected is not { } expected || !mine.Receives.Holds(expected)) return;
        mine.Promised = true;
        AnswerVerified(mine);
    }

    private void AnswerVerified(Lock mine) => Answer(new StageVerified(Term, node, mine.Epoch, mine.Receives.Sums(mine.Expected!)));
}

namespace Continuum.Serving.Reconfiguration;

/// <content>The way of a change from its proposal to its end.</content>
internal sealed partial class Coordinator
{
    /// <summary>Blocks were listed and pinned for a round.</summary>
    public void BlocksPinned(int round, IReadOnlyList<BlockFill> blocks, long nowUs)
    {
        if (attempt is not { RoundOpen: true, Blocks: null } change || change.Round != round)
        {
            Commands.Enqueue(new UnpinBlocks(round));
            return;
        }
        change.Blocks = blocks;
        listedUs = nowUs;
        foreach (var source in change.Sources) Send(source, Order(change));
        if (change.Final) SendVerify(change);
        if (change.AllCopied) RoundIsOver(change, nowUs);
    }

    /// <summary>An entry is in the journal: flushed to the disk if that was asked, else written.</summary>
    public void Written(JournalEntry entry, long nowUs)
    {
        switch (entry)
        {
            case TermTaken:
                InquireAll();
                break;
            case SwitchPrepared prepared when attempt is { State: ReconfigurationState.Ready } change && change.Epoch == prepared.Epoch:
                if (safeguards.PreparedBeforeHold) BeginSwitch(change, nowUs);
                break;
            case SwitchCommitted committed when attempt is { CommitWritten: true, State: ReconfigurationState.Switching } change && change.Epoch == committed.Epoch:
                if (safeguards.CommitBeforeResume) Committed(change, nowUs);
                break;
        }
    }

    /// <summary>An entry could not be written; the disk may be full.</summary>
    public void WriteFailed(JournalEntry entry, string reason, long nowUs)
    {
        if (attempt is not { } change || entry is not (SwitchPrepared or SwitchCommitted) || change.IsCommitted) return;
        change.CommitWritten = false;
        if (change.Kind != ChangeKind.Move || change.From!.Stages.Any(stage => !live.Contains(stage.Node))) NeedLayout($"The journal took no entry: {reason}", nowUs);
        else AbortNow($"The journal took no entry: {reason}", true, nowUs);
    }

    /// <summary>No micro-batch is on its way any more.</summary>
    public void Drained(long nowUs)
    {
        if (!held) return;
        drained = true;
        Settle();
        if (attempt is not { State: ReconfigurationState.Switching, Drained: false, Kind: ChangeKind.Move } change) return;
        change.Drained = true;
        if (!change.RoundOpen) BeginRound(change, final: true);
    }

    /// <summary>Sends again what was not answered, keeps leases alive, and ends what takes too long.</summary>
    public void Tick(long nowUs)
    {
        if (nowUs >= retryUs)
        {
            retryUs = nowUs + settings.RetryUs;
            foreach (var node in cleanup) Send(node, new Abort(Term, cleanupEpoch));
            if (recovering is not null) InquireAll();
            foreach (var node in strangers) Send(node, new Inquire(Term));
            if (attempt is { } change) SendAgain(change);
        }
        if (attempt is not { CommitWritten: false } mine) return;
        if (nowUs >= renewUs && mine.State > ReconfigurationState.Proposed)
        {
            renewUs = nowUs + settings.LeaseUs / 3;
            if (mine.State > ReconfigurationState.Preparing) foreach (var node in mine.Locked) Send(node, new Renew(Term, mine.Epoch, settings.LeaseUs));
        }
        if (mine.Kind != ChangeKind.Move) return;
        if (mine.State == ReconfigurationState.Switching && nowUs - mine.HeldUs > settings.HoldUs) AbortNow($"The switch was not over {settings.HoldUs / 1000} ms after micro-batches were held.", true, nowUs);
        else if (mine.State < ReconfigurationState.Switching && nowUs - mine.StartedUs > settings.PatienceUs) AbortNow($"Still {mine.State} {settings.PatienceUs / 1_000_000} s after the proposal.", true, nowUs);
    }

    private long listedUs;

    private void Prepare(Attempt change, long nowUs)
    {
        Advance(change, ReconfigurationState.Preparing, nowUs);
        foreach (var node in change.Locked) Send(node, PrepareOf(change));
    }

    private Prepare PrepareOf(Attempt change) =>
        new(Term, change.Epoch, change.Kind, change.Kind == ChangeKind.Move ? change.From : null, Epoch, change.To, change.Kind == ChangeKind.Move ? 0 : change.Epoch - 1, settings.LeaseUs);

    private CopyBlocks Order(Attempt change) => new(Term, change.Epoch, change.Round, change.Final, change.Blocks!);

    private void BeginCopy(Attempt change, long nowUs)
    {
        Advance(change, ReconfigurationState.Copying, nowUs);
        if (change.Sources.Count > 0)
        {
            BeginRound(change, final: false);
            return;
        }
        Advance(change, ReconfigurationState.Converging, nowUs);
        BeginReady(change, nowUs);
    }

    private void BeginRound(Attempt change, bool final)
    {
        change.BeginRound(final);
        Commands.Enqueue(new PinBlocks(change.Round));
    }

    private void Take(Attempt change, CopyDone done, long nowUs)
    {
        if (!change.RoundOpen || change.Blocks is null || done.Round != change.Round) return;
        change.AddSent(done.Sums);
        if (!change.HasCopied(done.Node)) (change.RoundSlots, change.RoundBytes) = (change.RoundSlots + done.Slots, change.RoundBytes + done.Bytes);
        if (change.Copied(done.Node)) RoundIsOver(change, nowUs);
    }

    private void RoundIsOver(Attempt change, long nowUs)
    {
        Commands.Enqueue(new RoundEnded(change.Epoch, change.Round, change.RoundSlots, change.RoundBytes, nowUs - listedUs));
        if (change.Final)
        {
            TryCommit(change, nowUs);
            return;
        }
        CloseRound(change);
        if (change.State == ReconfigurationState.Switching)
        {
            if (change.Drained || !safeguards.DrainBeforeTail) BeginRound(change, final: true);
            return;
        }
        if (change.State == ReconfigurationState.Copying) Advance(change, ReconfigurationState.Converging, nowUs);
        switch (change.Convergence!.Ended(change.RoundBytes, listedUs, nowUs))
        {
            case RoundVerdict.Ready:
                BeginReady(change, nowUs);
                break;
            case RoundVerdict.GiveUp:
                AbortNow($"Requests append faster than the copy follows: after {change.Round} rounds the tail would still take {change.Convergence.TailUs / 1000:0.0} ms, the goal is {settings.PauseGoalUs / 1000.0:0.0} ms.", true, nowUs);
                break;
            case RoundVerdict.Throttle:
                Commands.Enqueue(new ThrottleAdmission(true));
                BeginRound(change, final: false);
                break;
            default:
                BeginRound(change, final: false);
                break;
        }
    }

    private void CloseRound(Attempt change)
    {
        if (!change.RoundOpen) return;
        change.RoundOpen = false;
        // Before they are listed there is nothing to unpin: BlocksPinned finds the round closed.
        if (change.Blocks is not null) Commands.Enqueue(new UnpinBlocks(change.Round));
    }

    private void BeginReady(Attempt change, long nowUs)
    {
        Advance(change, ReconfigurationState.Ready, nowUs);
        Commands.Enqueue(new ShortenSteps(true));
        change.IntentWritten = true;
        if (!safeguards.PreparedBeforeHold) BeginSwitch(change, nowUs);
        Commands.Enqueue(new WriteJournal(new SwitchPrepared(Term, change.Epoch, change.To), Durable: true));
    }

    private void BeginSwitch(Attempt change, long nowUs)
    {
        Advance(change, ReconfigurationState.Switching, nowUs);
        change.HeldUs = nowUs;
        if (change.Kind != ChangeKind.Move)
        {
            change.Blocks = [];
            SendVerify(change);
            return;
        }
        change.Drained = held && drained;
        if (!held) Hold();
        // The tail of what is written goes while the rest drains.
        if (change.Sources.Count > 0) BeginRound(change, change.Drained);
        else if (change.Drained) BeginRound(change, final: true);
    }

    private void SendVerify(Attempt change)
    {
        foreach (var stage in change.To.Stages)
            if (!change.HasVerified(stage.Node)) Send(stage.Node, new Verify(Term, change.Epoch, change.Blocks!));
        if (!safeguards.VerifyBeforeCommit) Commit(change);
    }

    private void TryCommit(Attempt change, long nowUs)
    {
        if (change.CommitWritten || change.State != ReconfigurationState.Switching || !change.AllVerified) return;
        if (change.Kind == ChangeKind.Move)
        {
            if (!change.RoundOpen || !change.Final || change.Blocks is null || !change.AllCopied) return;
            if (safeguards.CheckSums && change.DifferentLayer() is >= 0 and var layer)
            {
                AbortNow($"Layer {layer} on {change.To.OwnerOf(layer)} is not what {change.From!.OwnerOf(layer)} sent.", true, nowUs);
                return;
            }
            if (safeguards.RecheckRules && WhyForbidden(change.From, change.To) is { } forbidden)
            {
                AbortNow(forbidden, true, nowUs);
                return;
            }
        }
        else if (WhyForbidden(null, change.To) is { } illegalNow)
        {
            NeedLayout(illegalNow, nowUs);
            return;
        }
        Commit(change);
        if (!safeguards.CommitBeforeResume) Committed(change, nowUs);
    }

    private void Commit(Attempt change)
    {
        if (change.CommitWritten) return;
        change.CommitWritten = true;
        lostMeanwhile.Clear();
        Commands.Enqueue(new WriteJournal(new SwitchCommitted(Term, change.Epoch, change.To), Durable: false));
    }

    private void Committed(Attempt change, long nowUs)
    {
        CloseRound(change);
        Advance(change, ReconfigurationState.Committed, nowUs);
        (Epoch, Layout) = (change.Epoch, change.To);
        layoutMissing = false;
        if (LostSince(change, nowUs)) return;
        illegal = WhyForbidden(null, Layout) is { };
        if (illegal && change.Kind != ChangeKind.Move)
        {
            NeedLayout("The rules changed while the pipeline was repaired.", nowUs);
            return;
        }
        Commands.Enqueue(new SendMarker(Layout.First, new Marker(Term, Epoch)));
        if (change.Kind == ChangeKind.Fence) Commands.Enqueue(new SetKvLimit(change.LimitAfter, MayPreempt: true));
        Resume(change.Kind switch { ChangeKind.Reissue => ResumeWork.Reissue, ChangeKind.Fence => ResumeWork.Restart, _ => ResumeWork.Continue });
        Commands.Enqueue(new ThrottleAdmission(false));
        Commands.Enqueue(new ShortenSteps(false));
    }

    private void TryRelease(Attempt change, long nowUs)
    {
        if (change.State != ReconfigurationState.Committed) return;
        if (safeguards.StepBeforeRelease && !(change.AllActivated && change.StepReturned)) return;
        Advance(change, ReconfigurationState.Releasing, nowUs);
        foreach (var node in live) Send(node, new Release(Term, Epoch, Layout!.RangeOf(node)));
        TryFinish(change, nowUs);
    }

    private void TryFinish(Attempt change, long nowUs)
    {
        foreach (var node in live)
            if (!change.HasReleased(node)) return;
        Advance(change, ReconfigurationState.Done, nowUs);
        attempt = null;
        if (change.LimitAfter > 0) Commands.Enqueue(new SetKvLimit(change.LimitAfter, MayPreempt: true));
        Settle();
    }

    private void SendAgain(Attempt change)
    {
        switch (change.State)
        {
            case ReconfigurationState.Preparing:
                foreach (var node in change.Locked)
                    if (!change.HasPrepared(node)) Send(node, PrepareOf(change));
                break;
            case ReconfigurationState.Copying or ReconfigurationState.Converging or ReconfigurationState.Switching:
                if (change.Blocks is null) break;
                var incomplete = change.Final && !change.AllVerified;
                foreach (var source in change.Sources)
                    if (change.RoundOpen && (incomplete || !change.HasCopied(source))) Send(source, Order(change));
                if (change.Final || change.Kind != ChangeKind.Move) SendVerify(change);
                break;
            case ReconfigurationState.Committed:
                if (!change.AllActivated) Commands.Enqueue(new SendMarker(Layout!.First, new Marker(Term, Epoch)));
                break;
            case ReconfigurationState.Releasing:
                foreach (var node in live)
                    if (!change.HasReleased(node)) Send(node, new Release(Term, Epoch, Layout!.RangeOf(node)));
                break;
        }
    }
}

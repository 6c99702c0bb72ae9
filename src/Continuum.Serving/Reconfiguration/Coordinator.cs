namespace Continuum.Serving.Reconfiguration;

/// <summary>
/// The protocol's half at a head, without I/O: answers and events in, commands out, the clock an argument. Driven by one
/// caller at a time. Production and the simulator run this class; the other half is the <see cref="StageAgent"/>.
/// </summary>
internal sealed partial class Coordinator
{
    private readonly HeadSettings settings;
    private readonly IPrivacyMask mask;
    private readonly Safeguards safeguards;
    private readonly List<string> live = [];
    private Attempt? attempt;
    private long highestEpoch;
    private long retryUs;
    private long renewUs;
    private bool held;
    private bool drained;
    private bool fenced;
    private bool layoutMissing;

    public Coordinator(HeadSettings settings, IPrivacyMask mask, Safeguards safeguards)
    {
        settings.Validate();
        (this.settings, this.mask, this.safeguards) = (settings, mask, safeguards);
    }

    /// <summary>What to do; the caller takes it out after every call.</summary>
    public Queue<HeadCommand> Commands { get; } = new();

    /// <summary>Term of this head.</summary>
    public long Term { get; private set; }

    /// <summary>The epoch that serves; 0 before the first.</summary>
    public long Epoch { get; private set; }

    /// <summary>Its pipeline.</summary>
    public EpochLayout? Layout { get; private set; }

    /// <summary>The change under way.</summary>
    public Attempt? Current => attempt;

    /// <summary>Stages that are connected and not fenced.</summary>
    public IReadOnlyList<string> Live => live;

    /// <summary>Whether nothing is under way and requests are answered.</summary>
    public bool IsSettled => attempt is null && !held && !layoutMissing && recovering is null && cleanup.Count == 0 && strangers.Count == 0 && Epoch > 0;

    /// <summary>Proposes a move. What it needs was found feasible, see <see cref="Feasibility"/>.</summary>
    /// <param name="to">The target.</param>
    /// <param name="limits">Blocks before, during and after, from the feasibility check.</param>
    /// <param name="nowUs">The time.</param>
    /// <returns>Null if it is under way, else why not.</returns>
    public string? Propose(EpochLayout to, KvLimits limits, long nowUs)
    {
        if (attempt is { } other) return $"Epoch {other.Epoch} is {other.State}; wait for its end or abort it.";
        if (!IsSettled && !(illegal && held && Epoch > 0 && !layoutMissing && cleanup.Count == 0)) return "The service recovers from a loss; propose again when it answers requests.";
        if (to.LayerCount != Layout!.LayerCount) return $"The target has {to.LayerCount} layers; the model has {Layout.LayerCount}.";
        if (to.Equals(Layout)) return "The target is what serves now.";
        foreach (var stage in to.Stages)
            if (!live.Contains(stage.Node)) return $"Node {stage.Node} has no living stage.";
        if (safeguards.RecheckRules && WhyForbidden(Layout, to) is { } forbidden) return forbidden;
        var change = Begin(ChangeKind.Move, Layout, to, limits, nowUs);
        if (limits.During >= limits.Before) Prepare(change, nowUs);
        else Commands.Enqueue(new SetKvLimit(limits.During, MayPreempt: false));
        return null;
    }

    /// <summary>No more blocks are in use than the limit allows.</summary>
    public void LimitMet(long nowUs)
    {
        if (attempt is { State: ReconfigurationState.Proposed } change) Prepare(change, nowUs);
    }

    /// <summary>Decoding needs more blocks than the limit during a change allows.</summary>
    public void GrowthBlocked(long nowUs)
    {
        if (attempt is { Kind: ChangeKind.Move } change && change.LimitDuring < change.LimitBefore)
            AbortNow($"Running requests need more than the {change.LimitDuring} blocks that fit while both pipelines hold them.", true, nowUs);
    }

    /// <summary>Calls the change off, where there is still a way back.</summary>
    /// <returns>Null if it is off, else why not.</returns>
    public string? AbortByOperator(long nowUs)
    {
        if (attempt is not { } change) return "Nothing is under way.";
        if (change.Kind != ChangeKind.Move) return $"Epoch {change.Epoch} repairs a loss and cannot be called off.";
        return AbortNow("Called off by an operator.", true, nowUs) ? null : $"Epoch {change.Epoch} is {change.State}: it is committed, and nothing is lost by letting it end.";
    }

    /// <summary>Takes an answer of a stage.</summary>
    public void Receive(StageMessage message, long nowUs)
    {
        if (message.Term != Term) return;
        if (message is StageReport report)
        {
            Take(report, nowUs);
            return;
        }
        if (message is StageAborted gone && gone.Epoch == cleanupEpoch && cleanup.Remove(gone.Node)) Settle();
        if (message is RouteLost lost) LostRoute(lost.Epoch, nowUs);
        if (attempt is not { } change || message.Epoch != change.Epoch || !live.Contains(message.Node)) return;
        switch (message)
        {
            case StagePrepared when change.State == ReconfigurationState.Preparing:
                if (change.Prepared(message.Node)) BeginCopy(change, nowUs);
                break;
            case StageRejected rejected:
                Rejected(change, rejected, nowUs);
                break;
            case CopyDone done:
                Take(change, done, nowUs);
                break;
            case FrameRefused refused:
                if (!change.CommitWritten) AbortNow(refused.Reason, true, nowUs);
                break;
            case StageVerified verified when change.State == ReconfigurationState.Switching:
                change.AddReceived(verified.Sums);
                change.Verified(verified.Node);
                TryCommit(change, nowUs);
                break;
            case StageActivated when change.State == ReconfigurationState.Committed:
                change.Activated(message.Node);
                TryRelease(change, nowUs);
                break;
            case StageReleased when change.State == ReconfigurationState.Releasing:
                change.Released(message.Node, live.Count);
                TryFinish(change, nowUs);
                break;
        }
    }

    /// <summary>A micro-batch of an epoch has come back complete.</summary>
    public void StepReturned(long epoch, long nowUs)
    {
        if (attempt is not { State: ReconfigurationState.Committed } change || epoch != change.Epoch) return;
        change.StepReturned = true;
        TryRelease(change, nowUs);
    }

    /// <summary>The marker has passed all stages.</summary>
    /// <param name="idle">Whether no micro-batch of the epoch follows it, so that it stands for a step.</param>
    public void MarkerReturned(Marker marker, bool idle, long nowUs)
    {
        if (marker.Term == Term && idle) StepReturned(marker.Epoch, nowUs);
    }

    /// <summary>Whether a result that comes back counts; others are of an epoch that was fenced.</summary>
    public bool Accepts(long term, long epoch) => !safeguards.FenceResults || (!fenced && term == Term && epoch == Epoch);

    /// <summary>Why a pipeline may not serve or be reached from another, or null.</summary>
    private string? WhyForbidden(EpochLayout? from, EpochLayout to)
    {
        string? previous = null;
        foreach (var stage in to.Stages)
        {
            if (!mask.MayHold(stage.Node)) return $"The rules forbid that {stage.Node} holds layers of this service.";
            if (previous != stage.Node && !mask.MayTransfer(previous, stage.Node)) return $"The rules forbid transfers from {previous ?? "the head"} to {stage.Node}.";
            previous = stage.Node;
        }
        if (!mask.MayTransfer(previous, null)) return $"The rules forbid transfers from {previous} to the head.";
        if (from is null) return null;
        for (var layer = 0; layer < to.LayerCount; layer++)
        {
            var (source, target) = (from.OwnerOf(layer), to.OwnerOf(layer));
            if (source != target && !mask.MayTransfer(source, target)) return $"The rules forbid that KV of layer {layer} goes from {source} to {target}.";
        }
        return null;
    }

    private Attempt Begin(ChangeKind kind, EpochLayout? from, EpochLayout to, KvLimits limits, long nowUs)
    {
        var change = new Attempt(++highestEpoch, kind, from, to, safeguards)
        {
            StartedUs = nowUs,
            LimitBefore = limits.Before,
            LimitDuring = limits.During,
            LimitAfter = limits.After,
            Convergence = new Convergence(settings),
        };
        attempt = change;
        (retryUs, renewUs) = (nowUs + settings.RetryUs, nowUs + settings.LeaseUs / 3);
        Tell(change, null, nowUs);
        return change;
    }

    private void Advance(Attempt change, ReconfigurationState next, long nowUs, string? reason = null)
    {
        change.Advance(next);
        Tell(change, reason, nowUs);
    }

    private void Tell(Attempt change, string? reason, long nowUs) => Commands.Enqueue(new StateChanged(change.Epoch, change.State, reason, nowUs));

    private void Send(string node, HeadMessage message)
    {
        if (live.Contains(node)) Commands.Enqueue(new SendTo(node, message));
    }
}

namespace Continuum.Serving.Reconfiguration;

/// <content>Aborts, deaths, lost routes, changing rules and a restarted head.</content>
internal sealed partial class Coordinator
{
    private readonly List<string> cleanup = [];
    private readonly List<string> strangers = [];
    private readonly List<int> pinned = [];
    private long cleanupEpoch;
    private int? limitToRestore;
    private readonly List<string> lostMeanwhile = [];
    private bool illegal;
    private bool rulesWait;
    private List<string>? recovering;
    private readonly List<StageReport> reports = [];
    private JournalState? found;

    /// <summary>Begins: takes a term above all earlier ones, then asks all stages how far they are.</summary>
    /// <param name="journal">What an earlier head wrote down.</param>
    /// <param name="stages">All stages that may hold something; each answers or is reported as lost.</param>
    public void Start(JournalState journal, IEnumerable<string> stages)
    {
        found = journal;
        recovering = [.. stages];
        live.AddRange(recovering);
        Term = journal.Term + 1;
        highestEpoch = journal.HighestEpoch;
        held = true;
        Commands.Enqueue(new WriteJournal(new TermTaken(Term), Durable: true));
    }

    /// <summary>A stage connected: a new one, or one that had been taken for dead.</summary>
    public void Joined(string node, long nowUs)
    {
        if (!live.Contains(node)) live.Add(node);
        if (recovering is null) AddStranger(node);
        else if (!recovering.Contains(node)) recovering.Add(node);
        Send(node, new Inquire(Term));
        if (layoutMissing && attempt is null) Commands.Enqueue(new AskLayout($"{node} is back."));
    }

    /// <summary>A stage is dead: its process ended, or it kept silent so long that its work is fenced.</summary>
    public void Lost(string node, long nowUs)
    {
        if (!live.Remove(node)) return;
        strangers.Remove(node);
        reports.RemoveAll(report => report.Node == node);
        if (cleanup.Remove(node)) Settle();
        if (recovering is not null)
        {
            recovering.Remove(node);
            TryDecide(nowUs);
            return;
        }
        if (attempt is { } change)
        {
            if (change.CommitWritten && !change.IsCommitted)
            {
                // It may be back, empty, before the record is written.
                lostMeanwhile.Add(node);
                return;
            }
            if (change.IsCommitted) LostAfterCommit(change, node, nowUs);
            else if (change.Kind == ChangeKind.Move && !change.From!.Contains(node))
            {
                if (change.To.Contains(node)) AbortNow($"{node} died.", true, nowUs);
            }
            else if (change.Kind == ChangeKind.Move || change.To.Contains(node)) NeedLayout($"{node} died.", nowUs);
        }
        else if (Layout?.Contains(node) is true) NeedLayout($"{node} died.", nowUs);
    }

    /// <summary>Answers <see cref="AskLayout"/>.</summary>
    /// <param name="to">The pipeline to go on with, or null if there is none now: it is asked for again when a stage joins.</param>
    /// <param name="limits">Blocks it has room for.</param>
    /// <param name="nowUs">The time.</param>
    public void Replace(EpochLayout? to, KvLimits limits, long nowUs)
    {
        if (!layoutMissing || attempt is not null || to is null) return;
        foreach (var stage in to.Stages)
            if (!live.Contains(stage.Node)) return;
        if (WhyForbidden(null, to) is not null) return;
        Prepare(Begin(ChangeKind.Fence, null, to, limits, nowUs), nowUs);
    }

    /// <summary>
    /// The rules changed and <see cref="IPrivacyMask"/> tells the new ones. Whatever they forbid stops; then they are in force.
    /// Where the pipeline that serves has become illegal, nothing is issued until one that is legal serves.
    /// </summary>
    public void RulesChanged(long nowUs)
    {
        illegal = Layout is not null && WhyForbidden(null, Layout) is not null;
        rulesWait = true;
        if (!safeguards.StopBeforeRules) Commands.Enqueue(new RulesInForce());
        if (attempt is { CommitWritten: false } change && WhyForbidden(change.From, change.To) is { } reason)
        {
            if (change.Kind == ChangeKind.Move) AbortNow(reason, true, nowUs);
            else NeedLayout(reason, nowUs);
        }
        if (illegal && !held) Hold();
        if (!illegal && held && attempt is null or { IsCommitted: true } && !layoutMissing && recovering is null) Resume(ResumeWork.Continue);
        if (layoutMissing && attempt is null) Commands.Enqueue(new AskLayout("The rules changed."));
        Settle();
    }

    private void Hold()
    {
        (held, drained) = (true, false);
        Commands.Enqueue(new HoldEngine());
    }

    /// <summary>Puts new rules in force once nothing is under way that they might forbid.</summary>
    private void Settle()
    {
        if (cleanup.Count == 0)
        {
            foreach (var round in pinned) Commands.Enqueue(new UnpinBlocks(round));
            pinned.Clear();
            if (limitToRestore is { } limit) Commands.Enqueue(new SetKvLimit(limit, MayPreempt: true));
            limitToRestore = null;
        }
        if (!rulesWait || attempt is not null || cleanup.Count > 0 || layoutMissing || recovering is not null || (illegal && !drained)) return;
        rulesWait = false;
        if (safeguards.StopBeforeRules) Commands.Enqueue(new RulesInForce());
    }

    private void Rejected(Attempt change, StageRejected rejected, long nowUs)
    {
        if (change.CommitWritten) return;
        if (change.Kind == ChangeKind.Move) AbortNow(rejected.Reason, true, nowUs);
        else NeedLayout(rejected.Reason, nowUs);
    }

    private bool AbortNow(string reason, bool resume, long nowUs)
    {
        if (attempt is not { CommitWritten: false } change) return false;
        // A copier may read until it has heard of the end.
        if (change is { RoundOpen: true, Blocks: not null }) pinned.Add(change.Round);
        change.RoundOpen = false;
        if (change.State > ReconfigurationState.Proposed)
        {
            cleanupEpoch = change.Epoch;
            cleanup.Clear();
            foreach (var node in change.Locked)
                if (live.Contains(node)) cleanup.Add(node);
            foreach (var node in cleanup) Send(node, new Abort(Term, change.Epoch));
        }
        if (change.IntentWritten) Commands.Enqueue(new WriteJournal(new SwitchAborted(Term, change.Epoch), Durable: false));
        Advance(change, ReconfigurationState.Aborted, nowUs, reason);
        attempt = null;
        foreach (var node in change.Locked) AddStranger(node);
        // Targets hold memory until they have heard of the end.
        if (change.Kind == ChangeKind.Move) limitToRestore = change.LimitBefore;
        Settle();
        if (change.Kind != ChangeKind.Move) return true;
        Commands.Enqueue(new ThrottleAdmission(false));
        Commands.Enqueue(new ShortenSteps(false));
        illegal = WhyForbidden(null, Layout!) is not null;
        if (resume && held) Resume(ResumeWork.Continue);
        return true;
    }

    /// <summary>Privacy before availability: a pipeline that the rules forbid stays on hold.</summary>
    private void Resume(ResumeWork work)
    {
        if (illegal) return;
        (held, drained, fenced) = (false, false, false);
        Commands.Enqueue(new ResumeEngine(Term, Epoch, Layout!, work, HighestGeneration()));
    }

    private int HighestGeneration()
    {
        var highest = 0;
        foreach (var report in reports) highest = Math.Max(highest, report.HighestGeneration);
        return highest;
    }

    /// <summary>A connection broke while it carried an epoch; what was on it may be lost.</summary>
    public void LostRoute(long epoch, long nowUs)
    {
        if (epoch != Epoch || layoutMissing || recovering is not null) return;
        if (attempt is { CommitWritten: true, IsCommitted: false }) return;
        if (attempt is { IsCommitted: false, Kind: not ChangeKind.Move }) return;
        // Until it is released, what is superseded still holds memory on both sides.
        var limits = attempt is { IsCommitted: true } old ? new KvLimits(old.LimitDuring, old.LimitDuring, old.LimitAfter) : default;
        End("A route between stages broke.", nowUs);
        Reissue(Layout!, limits, nowUs);
    }

    /// <summary>Ends the change in whatever state it is, without resuming: a new epoch follows.</summary>
    private void End(string reason, long nowUs)
    {
        if (attempt is not { } change) return;
        if (!change.IsCommitted)
        {
            AbortNow(reason, false, nowUs);
            return;
        }
        Advance(change, ReconfigurationState.Superseded, nowUs, reason);
        attempt = null;
    }

    private void Reissue(EpochLayout to, KvLimits limits, long nowUs)
    {
        if (WhyForbidden(null, to) is { } forbidden)
        {
            NeedLayout(forbidden, nowUs);
            return;
        }
        (held, drained, fenced) = (true, false, true);
        Commands.Enqueue(new FenceEngine());
        Prepare(Begin(ChangeKind.Reissue, null, to, limits, nowUs), nowUs);
    }

    private void NeedLayout(string reason, long nowUs)
    {
        End(reason, nowUs);
        (held, drained, fenced) = (true, false, true);
        layoutMissing = true;
        Commands.Enqueue(new FenceEngine());
        Commands.Enqueue(new AskLayout(reason));
    }

    private void LostAfterCommit(Attempt change, string node, long nowUs)
    {
        if (!change.To.Contains(node))
        {
            if (change.State == ReconfigurationState.Releasing) TryFinish(change, nowUs);
            return;
        }
        var back = change.Kind == ChangeKind.Move && change.State == ReconfigurationState.Committed && !change.StepReturned
            && change.From!.Stages.All(stage => live.Contains(stage.Node)) && WhyForbidden(null, change.From!) is null;
        if (!back)
        {
            NeedLayout($"{node} died.", nowUs);
            return;
        }
        // The sources hold everything up to the switch, and no token after it was emitted: nothing is computed again.
        End($"{node} died before its first step was complete.", nowUs);
        Reissue(change.From!, new KvLimits(change.LimitDuring, change.LimitDuring, change.LimitBefore), nowUs);
    }

    /// <summary>Deals with a stage that died while the commit was being written.</summary>
    private bool LostSince(Attempt change, long nowUs)
    {
        foreach (var stage in change.To.Stages)
        {
            if (live.Contains(stage.Node) && !lostMeanwhile.Contains(stage.Node)) continue;
            LostAfterCommit(change, stage.Node, nowUs);
            return true;
        }
        return false;
    }

    private void InquireAll()
    {
        if (recovering is null) return;
        foreach (var node in recovering) Send(node, new Inquire(Term));
        if (recovering.Count == 0) TryDecide(0);
    }

    private void Take(StageReport report, long nowUs)
    {
        if (recovering is not null)
        {
            if (!recovering.Remove(report.Node)) return;
            reports.Add(report);
            TryDecide(nowUs);
            return;
        }
        if (report.PreparedEpoch == 0 && (!report.Holds || Layout?.Contains(report.Node) is true)) strangers.Remove(report.Node);
        // A stage that had been taken for dead holds what it held; nobody counts on it.
        if (report.PreparedEpoch > 0 && report.PreparedEpoch != attempt?.Epoch) Send(report.Node, new Abort(Term, report.PreparedEpoch));
        if (Layout?.Contains(report.Node) is not true && attempt?.Locked.Contains(report.Node) is not true && Epoch > 0)
            Send(report.Node, new Release(Term, Epoch, null));
    }

    private void TryDecide(long nowUs)
    {
        if (recovering is not { Count: 0 }) return;
        recovering = null;
        var (epoch, layout) = (found!.Committed, found.Layout);
        foreach (var report in reports)
        {
            highestEpoch = Math.Max(highestEpoch, Math.Max(report.Epoch, report.PreparedEpoch));
            if (safeguards.StagesOutrankJournal && report.Epoch > epoch) (epoch, layout) = (report.Epoch, report.Layout);
        }
        foreach (var report in reports)
        {
            if (report.PreparedEpoch <= epoch) continue;
            Send(report.Node, new Abort(Term, report.PreparedEpoch));
            if (live.Contains(report.Node) && !strangers.Contains(report.Node)) strangers.Add(report.Node);
        }
        (Epoch, Layout) = (epoch, layout);
        if (epoch == 0)
        {
            NeedLayout("The service starts.", nowUs);
            return;
        }
        illegal = WhyForbidden(null, layout!) is not null;
        if (illegal || !layout!.Stages.All(stage => CanServe(stage.Node, epoch)))
        {
            NeedLayout("The head restarted, and a stage of the pipeline is gone.", nowUs);
            return;
        }
        if (found.Committed < epoch) Commands.Enqueue(new WriteJournal(new SwitchCommitted(Term, epoch, layout), Durable: false));
        var change = new Attempt(epoch, ChangeKind.Fence, null, layout, safeguards) { StartedUs = nowUs, CommitWritten = true, StepReturned = true };
        change.Restore();
        attempt = change;
        retryUs = nowUs + settings.RetryUs;
        Tell(change, "The head restarted; the epoch is rolled forward.", nowUs);
        Commands.Enqueue(new SendMarker(layout.First, new Marker(Term, epoch)));
        Resume(ResumeWork.Restart);
    }

    /// <summary>Remembers a stage until it reports that it holds nothing that the pipeline does not need.</summary>
    private void AddStranger(string node)
    {
        if (live.Contains(node) && Layout?.Contains(node) is not true && !strangers.Contains(node)) strangers.Add(node);
    }

    private bool CanServe(string node, long epoch)
    {
        foreach (var report in reports)
            if (report.Node == node) return report.Epoch == epoch || (report.PreparedEpoch == epoch && report.Promised);
        return false;
    }
}

using Continuum.Serving.KvCache;
using Continuum.Serving.Reconfiguration;
using Continuum.Serving.Scheduling;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>A head's process: the production coordinator, scheduler and block pool over a toy network.</summary>
internal sealed class ToyHead : Process
{
    private readonly World world;
    private readonly SortedDictionary<long, MicroBatch> flying = [];
    private readonly Dictionary<int, List<IDisposable>> pins = [];
    private readonly List<Client> calledOff = [];
    private KvAllocator? pool;
    private Scheduler? scheduler;
    private bool held = true;
    private bool draining;
    private bool limiting;
    private bool mayPreempt = true;

    public ToyHead(World world) : base("head")
    {
        this.world = world;
        Coordinator = new Coordinator(world.Settings, world.Mask, world.Safeguards);
    }

    public Coordinator Coordinator { get; private set; }

    public KvAllocator? Pool => pool;

    public bool MayIssue { get; private set; }

    public bool IsHeld => held;

    public IEnumerable<(KvBlock Block, int Filled)> Fills() => scheduler?.Fills() ?? [];

    public void Start()
    {
        IsAlive = true;
        Coordinator = new Coordinator(world.Settings, world.Mask, world.Safeguards);
        (pool, scheduler, held, draining, limiting, MayIssue, mayPreempt) = (null, null, true, false, false, false, true);
        flying.Clear();
        pins.Clear();
        calledOff.Clear();
        var journal = new JournalState();
        foreach (var entry in world.Disk) journal.Add(entry);
        Coordinator.Start(journal, world.Stages.Where(stage => stage.IsAlive).Select(stage => stage.Name));
        Obey();
    }

    public void Crash()
    {
        IsAlive = false;
        Life++;
        world.Network.Forget(this);
    }

    public void Submit(Client client)
    {
        if (scheduler is null) return;
        client.Submitted(scheduler.Enqueue(client.Request));
        MayIssue = true;
    }

    /// <summary>The client goes away; from hold to resume that waits.</summary>
    public void Cancel(Client client)
    {
        if (scheduler is null || client.Sequence is null) return;
        if (held) calledOff.Add(client);
        else CancelNow(client);
    }

    public void Do(Action<Coordinator> what)
    {
        if (!IsAlive) return;
        what(Coordinator);
        Obey();
    }

    public override void Receive(Line line, object message)
    {
        world.Trace?.Invoke($"{line.From} -> head: {message}");
        switch (message)
        {
            case StageMessage told:
                Coordinator.Receive(told, world.NowUs);
                break;
            case Marker marker:
                Coordinator.MarkerReturned(marker, flying.Count == 0, world.NowUs);
                break;
            case ToyBatch result:
                Take(result);
                break;
            case DiskTurn { Written: false } turn:
                Write(turn.Entry);
                break;
            case DiskTurn turn:
                Coordinator.Written(turn.Entry, world.NowUs);
                break;
            case ListTurn list:
                List(list.Round);
                break;
        }
        Obey();
    }

    public void ConnectionLost(Line line)
    {
        if (line.Kind == LineKind.Tensor) Do(coordinator => coordinator.LostRoute(coordinator.Epoch, world.NowUs));
    }

    /// <summary>Issues a micro-batch if one can be.</summary>
    public void Issue()
    {
        MayIssue = false;
        if (held || scheduler is null || flying.Count >= Coordinator.Layout!.Stages.Count) return;
        if (scheduler.Next() is { } batch)
        {
            MayIssue = true;
            flying.Add(batch.Id, batch);
            Send(batch);
        }
        else if (flying.Count == 0 && scheduler.RunningCount > 0 && !mayPreempt)
        {
            Do(coordinator => coordinator.GrowthBlocked(world.NowUs));
        }
        Settle();
    }

    private void Send(MicroBatch batch)
    {
        world.CheckIssue(Coordinator);
        var first = Coordinator.Layout!.First;
        world.CheckTransfer(this, first);
        world.Network.Send(LineKind.Tensor, this, world.Stage(first), new ToyBatch(Coordinator.Term, Coordinator.Epoch, batch, new ulong[batch.TokenCount]));
    }

    private void Take(ToyBatch result)
    {
        if (!Coordinator.Accepts(result.Term, result.Epoch) || !flying.Remove(result.Batch.Id)) return;
        var sampled = new List<int>();
        var at = 0;
        foreach (var slice in result.Batch.Slices)
        {
            at += slice.Count;
            if (slice.LogitRows > 0) sampled.Add(ToyModel.Token(result.Hidden[at - 1]));
        }
        Emit(scheduler!.Complete(result.Batch, sampled));
        Coordinator.StepReturned(result.Epoch, world.NowUs);
        AfterEngine();
    }

    private void Emit(IReadOnlyList<(Sequence Sequence, GenerationEvent Event)> events)
    {
        foreach (var (sequence, heard) in events) world.ClientOf(sequence).Hear(heard);
    }

    private void CancelNow(Client client)
    {
        if (client.IsOver) return;
        client.CallOff();
        if (scheduler!.Cancel(client.Sequence!)) client.Hear(new GenerationEvent(client.Sequence!.Generated, null, FinishReason.Cancelled));
        AfterEngine();
    }

    private void AfterEngine()
    {
        MayIssue |= !held;
        Settle();
    }

    private void Settle()
    {
        if (draining && flying.Count == 0)
        {
            draining = false;
            Coordinator.Drained(world.NowUs);
        }
        if (limiting && pool!.Used <= pool.Limit)
        {
            limiting = false;
            Coordinator.LimitMet(world.NowUs);
        }
        Obey();
    }

    private void Write(JournalEntry entry)
    {
        if (entry is not TermTaken && world.DiskFails())
        {
            Coordinator.WriteFailed(entry, "no space left on device", world.NowUs);
            return;
        }
        world.Disk.Add(entry);
        if (entry is SwitchCommitted committed) world.CheckCommit(committed);
        world.Network.Send(LineKind.Inside, this, this, new DiskTurn(entry, true), "disk");
    }

    private void List(int round)
    {
        var fills = new List<BlockFill>();
        var pinned = new List<IDisposable>();
        foreach (var (block, filled) in scheduler?.Fills() ?? [])
        {
            fills.Add(new BlockFill(block, filled));
            if (world.Safeguards.PinBlocks) pinned.Add(pool!.Pin(block));
        }
        pins[round] = pinned;
        Coordinator.BlocksPinned(round, fills, world.NowUs);
    }

    private void Obey()
    {
        while (Coordinator.Commands.TryDequeue(out var command))
        {
            if (command is not (SendTo or SendMarker)) world.Trace?.Invoke($"head: {command}");
            switch (command)
            {
                case SendTo send:
                    world.Network.Send(LineKind.Control, this, world.Stage(send.Node), send.Message);
                    break;
                case SendMarker send:
                    world.Network.Send(LineKind.Tensor, this, world.Stage(send.Node), send.Marker);
                    break;
                case WriteJournal write:
                    world.Network.Send(LineKind.Inside, this, this, new DiskTurn(write.Entry, false), "disk");
                    break;
                case PinBlocks pin:
                    world.Network.Send(LineKind.Inside, this, this, new ListTurn(pin.Round), "engine");
                    break;
                case UnpinBlocks unpin:
                    if (pins.Remove(unpin.Round, out var pinned)) foreach (var one in pinned) one.Dispose();
                    MayIssue |= !held;
                    break;
                case HoldEngine:
                    (held, draining) = (true, true);
                    if (flying.Count == 0)
                    {
                        draining = false;
                        Coordinator.Drained(world.NowUs);
                    }
                    break;
                case FenceEngine:
                    (held, draining) = (true, false);
                    break;
                case ResumeEngine resume:
                    Resume(resume);
                    break;
                case ShortenSteps shorten when scheduler is not null:
                    scheduler.PrefillChunk = shorten.Short ? 2 : World.PrefillChunk;
                    break;
                case ThrottleAdmission throttle when scheduler is not null:
                    scheduler.MayAdmit = !throttle.Throttled;
                    break;
                case SetKvLimit limit:
                    Limit(limit);
                    break;
                case AskLayout:
                    world.LayoutWanted = true;
                    break;
                case RulesInForce:
                    world.Mask.PutInForce();
                    break;
                case StateChanged changed:
                    world.Count(changed);
                    break;
            }
        }
    }

    private void Limit(SetKvLimit limit)
    {
        mayPreempt = limit.MayPreempt;
        world.KvLimit = limit.Blocks;
        if (scheduler is null || pool is null) return;
        (pool.Limit, scheduler.MayPreempt) = (limit.Blocks, mayPreempt);
        limiting = pool.Used > limit.Blocks;
        if (!limiting) Coordinator.LimitMet(world.NowUs);
        MayIssue |= !held;
    }

    private void Resume(ResumeEngine resume)
    {
        if (scheduler is null)
        {
            pool = new KvAllocator(world.Blocks, resume.HighestGeneration) { Limit = world.KvLimit };
            scheduler = new Scheduler(World.SchedulerOptions, pool);
            foreach (var client in world.Clients)
                if (client.Resumes()) client.Submitted(scheduler.Enqueue(client.Request));
        }
        else if (resume.Work == ResumeWork.Restart)
        {
            flying.Clear();
            Emit(scheduler.Restart());
        }
        (scheduler.Epoch, scheduler.Spread, scheduler.MayPreempt) = (resume.Epoch, resume.Layout.Stages.Count, mayPreempt);
        (held, draining, MayIssue) = (false, false, true);
        if (resume.Work == ResumeWork.Reissue) foreach (var batch in flying.Values) Send(batch);
        foreach (var client in calledOff.ToArray()) CancelNow(client);
        calledOff.Clear();
    }
}

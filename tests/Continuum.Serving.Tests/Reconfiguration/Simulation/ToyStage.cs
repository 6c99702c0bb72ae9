using Continuum.Serving.KvCache;
using Continuum.Serving.Reconfiguration;
using Continuum.Serving.Reconfiguration.Copying;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <summary>A stage's process: the production agent over a toy cache and a toy network.</summary>
internal sealed class ToyStage : Process
{
    private readonly World world;
    private readonly List<ToyBatch> waiting = [];
    private CopyJob? copying;

    public ToyStage(string name, World world) : base(name)
    {
        this.world = world;
        (Agent, Cache) = (null!, null!);
        Begin();
    }

    public StageAgent Agent { get; private set; }

    public ToyCache Cache { get; private set; }

    public void Crash()
    {
        IsAlive = false;
        Life++;
        world.Network.Forget(this);
    }

    public void Restart()
    {
        IsAlive = true;
        Begin();
    }

    public void Tick()
    {
        Agent.Tick(world.NowUs);
        Obey();
    }

    public override void Receive(Line line, object message)
    {
        world.Trace?.Invoke($"{line.From} -> {Name}: {message}");
        switch (message)
        {
            case HeadMessage told:
                Agent.Receive(told, world.NowUs);
                break;
            case Marker marker:
                Agent.Receive(marker);
                break;
            case ToyBatch batch:
                Take(batch);
                break;
            case ToyFrame frame:
                Take(frame);
                break;
            case LoadEnded loaded:
                Agent.Loaded(loaded.Epoch);
                break;
            case CopierTurn turn:
                Copy(turn);
                break;
        }
        Obey();
    }

    /// <summary>A connection from here to another process broke.</summary>
    public void ConnectionLost(Line line)
    {
        if (line.Kind == LineKind.Copy) Agent.CopyConnectionLost(line.To.Name);
        else if (line.Kind == LineKind.Tensor) Agent.NextLost(Agent.Epoch);
        Obey();
    }

    private void Begin()
    {
        Cache = new ToyCache(world.Layers, world.Blocks);
        Agent = new StageAgent(Name, world.Blocks, Cache, world.Safeguards);
        waiting.Clear();
        copying = null;
    }

    private void Obey()
    {
        while (Agent.Commands.TryDequeue(out var command))
        {
            switch (command)
            {
                case Reply reply:
                    world.Network.Send(LineKind.Control, this, world.Head, reply.Message);
                    break;
                case LoadLayers load:
                    foreach (var layer in load.Gained) Cache.Add(layer);
                    world.CheckMemory(this);
                    world.Network.Send(LineKind.Inside, this, this, new LoadEnded(load.Epoch), "loader");
                    break;
                case StartCopy start:
                    world.Network.Send(LineKind.Inside, this, this, new CopierTurn(start.Job, default, Name), "copier");
                    break;
                case ActivateEpoch activate:
                    world.CheckActivation(this, activate);
                    break;
                case PassMarker pass:
                    world.Network.Send(LineKind.Tensor, this, pass.Next is { } next ? world.Stage(next) : world.Head, pass.Marker);
                    break;
                case DropLayers drop:
                    foreach (var layer in drop.Layers) Cache.Remove(layer);
                    break;
                case EraseLayers erase:
                    foreach (var layer in erase.Layers) Cache.Erase(layer);
                    break;
                case AskAgain:
                    var asked = waiting.ToArray();
                    waiting.Clear();
                    foreach (var batch in asked) Take(batch);
                    break;
            }
        }
    }

    private void Take(ToyBatch batch)
    {
        switch (Agent.Gate(batch.Term, batch.Epoch, batch.Batch.Id))
        {
            case GateVerdict.Wait:
                waiting.Add(batch);
                break;
            case GateVerdict.Run:
                Run(batch);
                break;
        }
    }

    private void Run(ToyBatch work)
    {
        var layout = Agent.Layout!;
        var range = layout.RangeOf(Name)!.Value;
        var (hidden, at) = ((ulong[])work.Hidden.Clone(), 0);
        foreach (var slice in work.Batch.Slices)
        {
            var blocks = slice.Blocks.Span;
            for (var i = 0; i < slice.Count; i++, at++)
            {
                var position = slice.Start + i;
                var value = range.First == 0 ? ToyModel.Embed(slice.Tokens.Span[i], position) : hidden[at];
                for (var layer = range.First; layer <= range.Last; layer++)
                {
                    Cache.Write(layer, blocks[position / KvBlock.Slots], position % KvBlock.Slots, ToyModel.Kv(value, layer));
                    for (var seen = 0; seen <= position; seen++)
                        value = ToyModel.Mix(value, Cache.Read(layer, blocks[seen / KvBlock.Slots], seen % KvBlock.Slots));
                }
                hidden[at] = value;
            }
        }
        var next = layout.Next(Name);
        world.CheckTransfer(this, next);
        world.Network.Send(LineKind.Tensor, this, next is null ? world.Head : world.Stage(next), work with { Hidden = hidden });
    }

    private void Copy(CopierTurn turn)
    {
        var job = turn.Job;
        if (copying is not null && copying != job && !copying.IsCancelled) throw new Violation("two copies run at once");
        copying = job;
        // Choosing and reading are two turns: a block may be freed and handed out anew between them, unless it is pinned.
        if (turn.Slots.Count > 0 && !job.IsCancelled) Send(job, turn.Slots, turn.Target);
        if (job.TryNext(Cache, out var slots, out var target))
        {
            world.Network.Send(LineKind.Inside, this, this, new CopierTurn(job, slots, target), "copier");
            return;
        }
        copying = null;
        Agent.CopyEnded(job);
    }

    private void Send(CopyJob job, in KvSlots slots, string target)
    {
        var (values, sums) = (new ulong[slots.Count], new ulong[slots.Count]);
        for (var i = 0; i < slots.Count; i++)
        {
            values[i] = Cache.Read(slots.Layer, slots.Block, slots.First + i);
            sums[i] = ToyCache.Sum(slots.Layer, slots.Block, slots.First + i, values[i]);
        }
        job.Sent(slots, sums, slots.Count * 8);
        world.CheckTransfer(this, target);
        if (world.Corrupts()) values[0] ^= 1;
        world.Network.Send(LineKind.Copy, this, world.Stage(target), new ToyFrame(slots, values, sums));
    }

    private void Take(ToyFrame frame)
    {
        var slots = frame.Slots;
        if (Agent.Judge(slots) != FrameVerdict.Write) return;
        world.CheckHolding(this);
        var written = new ulong[slots.Count];
        for (var i = 0; i < slots.Count; i++)
        {
            Cache.Write(slots.Layer, slots.Block, slots.First + i, frame.Values[i]);
            written[i] = ToyCache.Sum(slots.Layer, slots.Block, slots.First + i, Cache.Read(slots.Layer, slots.Block, slots.First + i));
        }
        Agent.FrameWritten(slots, frame.Sums, written);
    }
}

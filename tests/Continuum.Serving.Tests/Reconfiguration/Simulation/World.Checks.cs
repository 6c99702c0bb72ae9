using Continuum.Serving.KvCache;
using Continuum.Serving.Reconfiguration;

namespace Continuum.Serving.Tests.Reconfiguration.Simulation;

/// <content>Faults and invariants.</content>
internal sealed partial class World
{
    public void Count(StateChanged changed)
    {
        states[(int)changed.State]++;
        if (changed.State != ReconfigurationState.Switching || Disk.Any(entry => entry is SwitchPrepared prepared && prepared.Epoch == changed.Epoch)) return;
        throw new Violation($"the switch to epoch {changed.Epoch} began before its intent was in the journal");
    }

    public bool Corrupts()
    {
        if (FaultsLeft == 0 || Random.Next(150) > 0) return false;
        FaultsLeft--;
        Trace?.Invoke("a frame is corrupted");
        return true;
    }

    public bool DiskFails()
    {
        if (FaultsLeft == 0 || Random.Next(60) > 0) return false;
        FaultsLeft--;
        return true;
    }

    /// <summary>One serving owner for each layer and epoch: an epoch means one pipeline, everywhere and for ever.</summary>
    public void CheckActivation(ToyStage stage, ActivateEpoch activate)
    {
        if (!activate.Layout.Contains(stage.Name)) throw new Violation($"{stage} activated epoch {activate.Epoch}, {activate.Layout}, without being part of it");
        if (epochs.TryGetValue(activate.Epoch, out var known) && !known.Equals(activate.Layout)) throw new Violation($"{stage} activated epoch {activate.Epoch} as {activate.Layout}; elsewhere it is {known}");
        epochs[activate.Epoch] = activate.Layout;
        if (!Disk.Any(entry => entry is SwitchCommitted committed && committed.Epoch == activate.Epoch)) throw new Violation($"{stage} activated epoch {activate.Epoch}, which was not committed");
    }

    public void CheckIssue(Coordinator coordinator)
    {
        if (!Disk.Any(entry => entry is SwitchCommitted committed && committed.Epoch == coordinator.Epoch)) throw new Violation($"a micro-batch of epoch {coordinator.Epoch} was issued before its commit was written");
    }

    /// <summary>Nothing exists only on a source at commit: every position that requests have is on the owners of the new epoch.</summary>
    public void CheckCommit(SwitchCommitted committed)
    {
        if (Head.Coordinator.Current is not { Kind: ChangeKind.Move, From: { } from } change || change.Epoch != committed.Epoch) return;
        foreach (var (block, filled) in Head.Fills())
        {
            for (var layer = 0; layer < Layers; layer++)
            {
                var (source, target) = (Stage(from.OwnerOf(layer)), Stage(committed.To.OwnerOf(layer)));
                if (source == target || !source.IsAlive || !target.IsAlive) continue;
                if (!target.Cache.Has(layer)) throw new Violation($"epoch {committed.Epoch} was committed; {target} does not hold layer {layer}");
                for (var slot = 0; slot < filled; slot++)
                    if (target.Cache.Filled(layer, block) <= slot || target.Cache.Read(layer, block, slot) != source.Cache.Read(layer, block, slot))
                        throw new Violation($"epoch {committed.Epoch} was committed; layer {layer}, {block}, slot {slot} is only on {source}");
            }
        }
    }

    public void CheckMemory(ToyStage stage)
    {
        long need = Bytes.Work + Bytes.Transfer;
        for (var layer = 0; layer < Layers; layer++)
        {
            if (!stage.Cache.Has(layer)) continue;
            need += Bytes.Layer + Bytes.KvBlock * KvLimit + (layer == 0 ? Bytes.FirstPart : 0) + (layer == Layers - 1 ? Bytes.LastPart : 0);
        }
        // Who is taken for dead has no part in the limit.
        if (!Head.Coordinator.Live.Contains(stage.Name)) return;
        // A fence sets the limit when it resumes; until then nothing is in use.
        if (Head.Coordinator.Current?.Kind == ChangeKind.Fence) return;
        if (need > Budgets[stage.Name]) throw new Violation($"{stage} holds {need} bytes; its budget is {Budgets[stage.Name]}");
    }

    /// <summary>No byte to a forbidden node. Who was taken for dead is out of the head's reach; the switches stop it.</summary>
    public void CheckTransfer(Process from, string? to)
    {
        if (to is null || !Mask.IsForbidden(to) || !Head.IsAlive) return;
        if (from is ToyStage && !Head.Coordinator.Live.Contains(from.Name)) return;
        throw new Violation($"{from} sent to {to}, which the rules in force forbid");
    }

    public void CheckHolding(ToyStage stage)
    {
        if (Safeguards.CheckTerm && stage.Agent.LockedFor == 0) throw new Violation($"{stage} takes KV without a lease");
    }

    private void CheckEnd()
    {
        var coordinator = Head.Coordinator;
        if (!Head.Pool!.IsWhole) throw new Violation($"the pool is not whole: {Head.Pool.Used} blocks are in use");
        foreach (var stage in Stages)
        {
            var (agent, range) = (stage.Agent, coordinator.Layout!.RangeOf(stage.Name));
            if (agent.LockedFor > 0 && agent.LockedFor != coordinator.Epoch) throw new Violation($"{stage} is locked for epoch {agent.LockedFor} at the end");
            if (range is not null && agent.Epoch != coordinator.Epoch) throw new Violation($"{stage} serves epoch {agent.Epoch} at the end; {coordinator.Epoch} serves");
            if (stage.Cache.LayerCount != (range?.Count ?? 0)) throw new Violation($"{stage} holds {stage.Cache.LayerCount} layers at the end; {range?.Count ?? 0} are its");
        }
    }

    private void EndRule()
    {
        foreach (var stage in Stages) Mask.Forbid(stage.Name, false);
        Trace?.Invoke("the rule ends");
        Head.Do(coordinator => coordinator.RulesChanged(NowUs));
    }

    private void Fault()
    {
        var stage = Stages[Random.Next(Stages.Count)];
        switch (Random.Next(12))
        {
            case < 3:
                if (!stage.IsAlive) break;
                Trace?.Invoke($"{stage} dies");
                stage.Crash();
                Head.Do(coordinator => coordinator.Lost(stage.Name, NowUs));
                break;
            case 3:
                Trace?.Invoke($"{stage} is taken for dead");
                Head.Do(coordinator => coordinator.Lost(stage.Name, NowUs));
                break;
            case < 7:
                if (!Head.IsAlive) break;
                Trace?.Invoke("head dies");
                Head.Crash();
                LayoutWanted = false;
                break;
            case < 10:
                if (Network.BreakOne() is not { } line) break;
                Trace?.Invoke($"{line.Kind} {line.From} -> {line.To} breaks");
                if (line.From is ToyStage sender) sender.ConnectionLost(line);
                else Head.ConnectionLost(line);
                break;
            default:
                // At least three nodes stay allowed over time: a rule ends before another begins.
                var forbid = Stages.All(s => Mask.MayHold(s.Name));
                foreach (var other in Stages) Mask.Forbid(other.Name, forbid && other == stage);
                Trace?.Invoke(forbid ? $"a rule forbids {stage}" : "the rule ends");
                Head.Do(coordinator => coordinator.RulesChanged(NowUs));
                break;
        }
    }
}

using Continuum.Serving.Heads.Protocol;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;

namespace Continuum.Serving.Heads;

/// <summary>Makes a service's status for the console.</summary>
internal static class HeadReport
{
    public static async Task<ServiceStatus> OfAsync(HeadProcessOptions options, Engine engine, PipelineKeeper keeper)
    {
        var load = await engine.StatusAsync();
        var meter = engine.Meter;
        var status = new ServiceStatus
        {
            Service = options.Service,
            Model = options.ModelName ?? options.Model,
            ProcessId = Environment.ProcessId,
            Term = keeper.Term,
            Epoch = keeper.Epoch,
            Serving = keeper.IsServing,
            Trouble = keeper.Trouble,
            Waiting = load.Waiting,
            Running = load.Running,
            KvBlocksUsed = load.KvBlocksUsed,
            KvBlocks = load.KvBlocks,
            Preemptions = load.Preemptions,
            PromptTokens = meter.PromptTokens,
            GenerationTokens = meter.GeneratedTokens,
            Finished = meter.Finished,
            Failed = meter.Failed,
            TtftSeconds = Of(meter.TimeToFirstToken),
            ItlSeconds = Of(meter.InterTokenLatency),
            MemoryBytes = ProcessMemory.ProportionalBytes(),
            Gateway = options.Gateway?.ToString().TrimEnd('/') ?? "",
        };
        status.Stages.Add(keeper.Members.Select(Of));
        return status;
    }

    private static StageStatusEntry Of(StageMember member)
    {
        var entry = new StageStatusEntry
        {
            Node = member.Placement.Node,
            Endpoint = member.Placement.Endpoint.ToString(),
            FirstLayer = member.Placement.Range.First,
            LastLayer = member.Placement.Range.Last,
            State = member.State.ToString().ToLowerInvariant(),
            Trouble = member.Trouble,
            BusyShare = member.State == MemberState.Alive ? member.BusyShare : 0,
            MemoryBytes = -1,
        };
        if (member.Status is not { } last) return entry;
        (entry.ProcessId, entry.Paced, entry.Steps, entry.Overruns) = (last.ProcessId, last.Paced, last.Steps, last.Overruns);
        (entry.WeightBytes, entry.KvBytes, entry.MemoryBytes, entry.MemoryBudgetBytes) = (last.WeightBytes, last.KvBytes, last.MemoryBytes, last.MemoryBudgetBytes);
        entry.Epoch = last.ActiveEpoch;
        return entry;
    }

    private static Histogram Of(LatencyHistogram histogram)
    {
        var (counts, sum) = histogram.Read();
        var result = new Histogram { Sum = sum };
        result.Bounds.Add(histogram.Bounds);
        result.Counts.Add(counts);
        return result;
    }
}

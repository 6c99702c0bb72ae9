using Continuum.Serving.Heads.Protocol;
using Continuum.Serving.Scheduling;
using Continuum.Serving.Stages;
using Continuum.Serving.Telemetry;

namespace Continuum.Serving.Heads;

/// <summary>Makes a service's status for the console.</summary>
internal static class HeadReport
{
    public static async Task<ServiceStatus> OfAsync(HeadProcessOptions options, Engine engine, PipelineKeeper keeper, ServingMetrics metrics)
    {
        var load = await engine.StatusAsync();
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
            PromptTokens = metrics.PromptTokens,
            GenerationTokens = metrics.GeneratedTokens,
            Finished = metrics.Ended(FinishReason.Stop) + metrics.Ended(FinishReason.Length) + metrics.Ended(FinishReason.Cancelled),
            Failed = metrics.Ended(FinishReason.Failed),
            TtftSeconds = Of(metrics.TimeToFirstToken),
            ItlSeconds = Of(metrics.InterTokenLatency),
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
        var now = histogram.Snapshot();
        var result = new Histogram { Sum = now.Sum };
        result.Bounds.Add(now.Bounds);
        result.Counts.Add(now.Counts);
        return result;
    }
}

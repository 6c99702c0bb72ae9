using Continuum.Serving.Compute;
using Continuum.Serving.Models;
using Continuum.Serving.Stages.Protocol;

namespace Continuum.Serving.Stages;

/// <summary>Makes a stage's status.</summary>
internal static class StageReport
{
    public static StageStatus Of(
        StageSettings settings, ModelConfig config, ILayerSet layers, StageMeter meter, RefusalLog refusals, StepLoop steps,
        Func<(long Term, long Active, IReadOnlyList<ActiveRoute> Routes)> snapshot)
    {
        var (term, active, routes) = snapshot();
        var (up, busy, count, overruns, longest) = meter.Read();
        var (refused, last) = refusals.Read();
        var held = layers.Layers;
        var status = new StageStatus
        {
            Service = settings.Service,
            Node = settings.Node,
            ProcessId = Environment.ProcessId,
            ModelFingerprint = settings.ModelFingerprint,
            Numerics = settings.Numerics,
            LayerCount = config.LayerCount,
            KvBlocks = layers.Kv.BlockCount,
            MaxBatchTokens = settings.MaxBatchTokens,
            Term = term,
            ActiveEpoch = active,
            WeightBytes = MemoryBudget.WeightBytes(layers, held, config.LayerCount),
            KvBytes = layers.Kv.CapacityBytes,
            MemoryBytes = ProcessMemory.ProportionalBytes(),
            MemoryBudgetBytes = settings.MemoryBudget,
            UpSeconds = up,
            BusySeconds = busy,
            Steps = count,
            Paced = settings.Pace.IsPaced,
            Overruns = overruns,
            PredictedStepSeconds = longest,
            Queued = steps.Queued,
            Waiting = routes.Sum(r => r.Waiting.Count),
            Refused = refused,
            LastRefusal = last,
            KvGeneration = layers.Kv.HighestGeneration,
        };
        status.Layers.Add(held);
        status.Routes.Add(routes.OrderBy(r => r.Route.Epoch).Select(r => new Route
        {
            Epoch = r.Route.Epoch,
            Layers = new Layers { First = r.Route.Range.First, Last = r.Route.Range.Last },
            Next = r.Route.Next.ToString(),
            Active = r.Route.Epoch == active,
        }));
        return status;
    }
}

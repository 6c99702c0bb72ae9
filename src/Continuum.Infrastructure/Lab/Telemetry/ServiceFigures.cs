using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Infrastructure.Lab.Serving;
using Continuum.Infrastructure.Lab.World;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.Telemetry;

/// <summary>
/// Figures of the LLM services: latencies are the cost model's for the layout and the ways as they are, times what the
/// load adds. Without a cost model, with a node down or without a way there are none. Under the world's lock.
/// </summary>
internal sealed class ServiceFigures(ICostModel? costs, LabModels models, int seed, IServiceRuntime? runtime = null)
{
    private const double KvPoolTokens = 16_384;
    private const double MostRequestsPerSecond = 150;

    private static readonly WorkloadShape Shape = new();

    /// <summary>The service's figures, its load, and the share of time that each of its stages computes.</summary>
    public (ServiceSample Sample, ServiceLoad Load) Of(LabWorld world, Service service, long tick)
    {
        var epoch = world.Epochs[service.Name];
        if (runtime?.Runs(service.Name) == true)
        {
            var real = runtime.Sample(service.Name) ?? NoData(service, epoch);
            return (real, new ServiceLoad(real.Running ?? 0, real.TokensPerSecond ?? 0, (int)((real.KvUse ?? 0) * KvPoolTokens)));
        }

        if (Predict(world, service) is not { } predicted) return (NoData(service, epoch), new ServiceLoad(0, 0, 0));
        // Requests that people would like to have in flight; few a second suffice where answers are quick.
        var wanted = 2 + 10 * Noise.Wave(seed, service.Name + " requests", tick);
        var seconds = predicted.E2EMs(Shape.OutputTokens) / 1000;
        var rate = Math.Min(wanted / seconds, MostRequestsPerSecond);
        var inFlight = rate * seconds;
        var running = (int)Math.Round(inFlight);
        var waiting = (int)Math.Max(0, Math.Round(6 * (Noise.Wave(seed, service.Name + " queue", tick) - 0.75)));
        var moving = world.Reconfigurations.Any(r => r.Service == service.Name && r.State is > ReconfigurationState.Proposed and < ReconfigurationState.Done);
        var slow = (1 + 0.02 * inFlight) * (moving ? 1.02 : 1) * (0.97 + 0.06 * Noise.Unit(seed, service.Name, tick));
        var (ttft, tpot) = (predicted.TtftMs * slow * (1 + 0.15 * waiting), predicted.TpotMs * slow);
        var live = (int)(inFlight * (Shape.PromptTokens + Shape.OutputTokens / 2.0));
        var kv = Math.Min(1, live / KvPoolTokens);
        var tail = 1.15 + 0.2 * Noise.Unit(seed, service.Name + " tail", tick);
        var load = new ServiceLoad(running, Math.Round(rate * Shape.OutputTokens, 1), live);
        var busy = StageBusy(world, service, predicted, inFlight);
        return (
            new ServiceSample(
                service.Name, Round(ttft), Round(ttft * tail), Round(tpot), Round(tpot * tail), load.TokensPerSecond, running, waiting, Round(kv), epoch,
                [.. service.Stages.Select((s, i) => new StageSample(s.Node, s.Layers.First, s.Layers.Last, Round(busy[i]), Round(kv)))]),
            load);
    }

    private Prediction? Predict(LabWorld world, Service service)
    {
        if (costs is null || service.StandsOn.Any(n => world.Site.FindNode(n) is not { Ready: true })) return null;
        return costs.Predict(
            new PipelineQuestion
            {
                Site = world.Site,
                Service = service,
                MayHoldHead = _ => true,
                MayHoldStage = _ => true,
                Path = (from, to) => TransferPaths.Find(world, from, to).Path,
                Shape = Shape,
            },
            new PipelineLayout(service.Name, service.Head, service.Stages));
    }

    // Of the time of a token, a stage computes its share by bytes read, and none while the token is on its way.
    private double[] StageBusy(LabWorld world, Service service, Prediction predicted, double inFlight)
    {
        var hops = TransferPaths.Of(service.Head, service.Stages).Sum(p => TransferPaths.Find(world, p.From, p.To).Path?.LatencyMs ?? 0);
        var computing = Math.Max(0, predicted.TpotMs - hops) / predicted.TpotMs * Math.Min(1, inFlight);
        var weights = service.Stages.Select(s => s.Layers.Count / BytesPerSecond(world.Site.FindNode(s.Node)!)).ToList();
        return [.. weights.Select(w => computing * w / weights.Sum())];
    }

    /// <summary>GiB that the service's weights and keys and values take on a node.</summary>
    public double MemoryGiB(Service service, string node, ServiceLoad load)
    {
        var model = models.Of(service);
        var layers = service.Stages.Where(s => s.Node == node).Sum(s => s.Layers.Count);
        var perLayer = (double)model.Hidden * (model.Hidden + 2 * model.KvHeads * model.HeadSize + model.Heads * model.HeadSize + 3 * model.Intermediate) * model.BytesPerWeight;
        return layers * (perLayer + 2.0 * model.KvHeads * model.HeadSize * model.BytesPerWeight * load.LiveTokens) / (1 << 30);
    }

    private static double BytesPerSecond(Node node) => node.Gpus.Count == 0 ? 20 : node.Gpus.Max(g => g.MemoryGBps);

    private static ServiceSample NoData(Service service, long epoch) => new(
        service.Name, null, null, null, null, null, null, null, null, epoch,
        [.. service.Stages.Select(s => new StageSample(s.Node, s.Layers.First, s.Layers.Last, null, null))]);

    private static double Round(double value) => Math.Round(value, 4);
}

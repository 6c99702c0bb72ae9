using System.Globalization;
using Continuum.Core.Pipelines;
using Continuum.Core.Plans;

namespace Continuum.Serving.Pipelines;

/// <summary>
/// A stage takes max(operations / FLOP/s, bytes / byte/s) of its node (Williams et al., the roofline model), a hop the
/// latency of its path and its bytes over the narrowest link.
/// </summary>
/// <param name="models">Dimensions of models.</param>
public sealed class RooflineCostModel(IModelCatalog models) : ICostModel
{
    /// <inheritdoc/>
    public Prediction? Predict(PipelineQuestion question, PipelineLayout layout)
    {
        if (models.Find(question.Service.Model) is not { } model) return null;
        if (layout.Stages.Count == 0 || layout.Stages[^1].Layers.Last != model.Layers - 1) return null;
        var shape = question.Shape;
        double context = shape.PromptTokens + (shape.OutputTokens / 2.0);
        double prefill = 0, decode = 0, slowest = 0, hops = 0, transferPrefill = 0, transferDecode = 0;
        var previous = layout.Head;
        foreach (var stage in layout.Stages)
        {
            if (question.Path(previous, stage.Node) is not { } path || question.Site.FindNode(stage.Node) is not { } node) return null;
            var (pace, cost) = (NodePace.Of(node), new StageCost(model, stage.Layers));
            prefill += Math.Max(cost.PrefillFlops(shape.PromptTokens) / pace.FlopsPerSecond, cost.PassBytes(1, shape.PromptTokens) / pace.BytesPerSecond);
            var step = Math.Max(cost.DecodeFlops(shape.Concurrency, context) / pace.FlopsPerSecond, cost.PassBytes(shape.Concurrency, context) / pace.BytesPerSecond);
            decode += step;
            slowest = Math.Max(slowest, step);
            hops += path.LatencyMs;
            if (previous != stage.Node && previous != layout.Head)
            {
                // Hidden states go from stage to stage; from the head to the first stage only token numbers do.
                transferPrefill += shape.PromptTokens * cost.HiddenBytes * 8 / (path.BandwidthMbps * 1000);
                transferDecode += shape.Concurrency * cost.HiddenBytes * 8 / (path.BandwidthMbps * 1000);
            }

            previous = stage.Node;
        }

        if (question.Path(previous, layout.Head) is not { } back) return null;
        hops += back.LatencyMs;
        var ttft = prefill * 1000 + hops + transferPrefill;
        var tpot = decode * 1000 + hops + transferDecode;
        return new Prediction(ttft, tpot, shape.Concurrency * 1000 / tpot, Headroom(question, model, layout), Assumptions(question));
    }

    /// <summary>Memory left on the fullest node in GiB, negative when a node cannot hold its stages.</summary>
    internal static double Headroom(PipelineQuestion question, ModelDimensions model, PipelineLayout layout)
    {
        var tokens = (double)(question.Shape.PromptTokens + question.Shape.OutputTokens) * question.Shape.Concurrency;
        return layout.Stages
            .GroupBy(s => s.Node, StringComparer.Ordinal)
            .Min(g => (NodePace.Of(question.Site.FindNode(g.Key)!).MemoryBytes - g.Sum(s => new StageCost(model, s.Layers) is var c ? c.WeightBytes + c.KvBytesPerToken * tokens : 0)) / (1024.0 * 1024 * 1024));
    }

    private static IReadOnlyList<string> Assumptions(PipelineQuestion question) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{question.Shape.PromptTokens} tokens in, {question.Shape.OutputTokens} out, {question.Shape.Concurrency} request(s) in flight, bf16"),
        "roofline of the site's GPU figures, all GPUs of a node together; 100 GFLOP/s and 20 GB/s for a node without one",
        "link latencies along the compliant paths; percentiles equal the mean, as nothing queues",
    ];
}

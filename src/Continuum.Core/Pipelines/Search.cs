using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Core.Pipelines;

/// <summary>The requests that a prediction assumes.</summary>
/// <param name="PromptTokens">Tokens in.</param>
/// <param name="OutputTokens">Tokens out.</param>
/// <param name="Concurrency">Requests in flight.</param>
public sealed record WorkloadShape(int PromptTokens = 512, int OutputTokens = 128, int Concurrency = 1);

/// <summary>What the cost model expects of a layout.</summary>
/// <param name="TtftMs">Time to first token, ms.</param>
/// <param name="TpotMs">Time per output token, ms.</param>
/// <param name="TokensPerSecond">Output tokens per second at the assumed concurrency.</param>
/// <param name="HeadroomGiB">Memory left on the fullest node, GiB.</param>
/// <param name="Assumptions">What was assumed, in words, with figures.</param>
public sealed record Prediction(double TtftMs, double TpotMs, double TokensPerSecond, double HeadroomGiB, IReadOnlyList<string> Assumptions)
{
    /// <summary>Time of the whole answer, ms, for that many output tokens.</summary>
    public double E2EMs(int outputTokens) => TtftMs + TpotMs * Math.Max(0, outputTokens - 1);
}

/// <summary>Dimensions of a model that decide what it costs to run.</summary>
/// <param name="Name">Model name as services use it.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Hidden">Width of the residual stream.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KvHeads">Key and value heads.</param>
/// <param name="HeadSize">Size of a head.</param>
/// <param name="Intermediate">Width of the feed-forward network.</param>
/// <param name="Vocabulary">Tokens.</param>
/// <param name="TiedEmbeddings">Whether lm_head is the embedding.</param>
/// <param name="BytesPerWeight">2 for bf16.</param>
public sealed record ModelDimensions(
    string Name, int Layers, int Hidden, int Heads, int KvHeads, int HeadSize, int Intermediate, int Vocabulary, bool TiedEmbeddings, int BytesPerWeight);

/// <summary>Finds the dimensions of a model by the name that a service uses.</summary>
public interface IModelCatalog
{
    /// <summary>The dimensions, or null when the model is unknown or its folder cannot be read.</summary>
    ModelDimensions? Find(string model);
}

/// <summary>The path that traffic between two nodes takes.</summary>
/// <param name="LatencyMs">One way, ms.</param>
/// <param name="BandwidthMbps">Narrowest link, Mbit/s.</param>
public sealed record TransferPath(double LatencyMs, double BandwidthMbps);

/// <summary>What a search may use, and what it is for.</summary>
public sealed record PipelineQuestion
{
    /// <summary>The site.</summary>
    public required Site Site { get; init; }

    /// <summary>The service.</summary>
    public required Service Service { get; init; }

    /// <summary>Whether the node may hold the head.</summary>
    public required Func<Node, bool> MayHoldHead { get; init; }

    /// <summary>Whether the node may hold layers and KV.</summary>
    public required Func<Node, bool> MayHoldStage { get; init; }

    /// <summary>The compliant path between two nodes (one-way), or null when there is none. A node reaches itself at no cost.</summary>
    public required Func<string, string, TransferPath?> Path { get; init; }

    /// <summary>The load assumed.</summary>
    public WorkloadShape Shape { get; init; } = new();

    /// <summary>Promises to keep; the search prefers layouts predicted to keep them all.</summary>
    public IReadOnlyList<Objective> Objectives { get; init; } = [];

    /// <summary>Preferred conditions on nodes, most important first.</summary>
    public IReadOnlyList<LabelExpression> Preferences { get; init; } = [];
}

/// <summary>A layout with its prediction.</summary>
public sealed record PipelineChoice(PipelineLayout Layout, Prediction Prediction);

/// <summary>Chooses the nodes and layer ranges of a pipeline.</summary>
public interface IPipelineSearch
{
    /// <summary>
    /// Compliant layouts, best first: the current one leads when it is compliant and keeps the objectives, so that an
    /// intent that already holds moves nothing. Empty when none is possible.
    /// </summary>
    IReadOnlyList<PipelineChoice> Search(PipelineQuestion question);
}

/// <summary>Predicts what a layout does.</summary>
public interface ICostModel
{
    /// <summary>The prediction; null when the model is unknown or a pair of its nodes has no compliant path.</summary>
    Prediction? Predict(PipelineQuestion question, PipelineLayout layout);
}

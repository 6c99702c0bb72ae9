using Continuum.Serving.Telemetry;

namespace Continuum.Serving.Client;

/// <summary>A service at one moment, as its head tells.</summary>
/// <param name="Service">The service.</param>
/// <param name="Model">The model.</param>
/// <param name="Term">Term of the head.</param>
/// <param name="Epoch">The pipeline configuration.</param>
/// <param name="Serving">Whether micro-batches are issued.</param>
/// <param name="Trouble">If not, why.</param>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="Running">Requests that hold KV.</param>
/// <param name="KvBlocksUsed">KV blocks in use.</param>
/// <param name="KvBlocks">KV blocks in all.</param>
/// <param name="PromptTokens">Prompt tokens taken in since the head started.</param>
/// <param name="GeneratedTokens">Tokens generated since then.</param>
/// <param name="Finished">Requests that ended.</param>
/// <param name="Failed">Requests that failed.</param>
/// <param name="TimeToFirstToken">Durations in seconds, cumulative.</param>
/// <param name="InterTokenLatency">Durations in seconds, cumulative.</param>
/// <param name="Gateway">URL of the OpenAI API, or empty.</param>
/// <param name="Stages">The stages in order.</param>
public sealed record ServiceSnapshot(
    string Service, string Model, long Term, long Epoch, bool Serving, string Trouble, int Waiting, int Running, int KvBlocksUsed, int KvBlocks,
    long PromptTokens, long GeneratedTokens, long Finished, long Failed, HistogramSnapshot TimeToFirstToken, HistogramSnapshot InterTokenLatency,
    string Gateway, IReadOnlyList<StageSnapshot> Stages)
{
    internal static ServiceSnapshot Of(Heads.Protocol.ServiceStatus status) => new(
        status.Service, status.Model, status.Term, status.Epoch, status.Serving, status.Trouble, status.Waiting, status.Running, status.KvBlocksUsed, status.KvBlocks,
        status.PromptTokens, status.GenerationTokens, status.Finished, status.Failed, Of(status.TtftSeconds), Of(status.ItlSeconds), status.Gateway,
        [.. status.Stages.Select(s => new StageSnapshot(
            s.Node, s.FirstLayer, s.LastLayer, s.State, s.Trouble, s.ProcessId, s.BusyShare, s.Paced, s.Steps, s.Overruns,
            s.WeightBytes, s.KvBytes, s.MemoryBytes, s.MemoryBudgetBytes, s.Epoch))]);

    private static HistogramSnapshot Of(Heads.Protocol.Histogram histogram) => new([.. histogram.Bounds], [.. histogram.Counts], histogram.Sum);
}

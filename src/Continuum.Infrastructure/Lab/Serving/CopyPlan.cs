using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.Lab.Serving;

/// <summary>
/// The rounds of a copy, reckoned from the model, the load and the links: the first takes the keys and values there are,
/// each later one what was written meanwhile, until the rest is small enough for the pause.
/// </summary>
/// <param name="Rounds">Bytes of each round, with its time.</param>
/// <param name="TailBytes">Bytes left for the pause.</param>
/// <param name="PauseMs">Time for the tail and for the first message on the new way.</param>
internal sealed record CopyPlan(IReadOnlyList<CopyRound> Rounds, long TailBytes, double PauseMs)
{
    // The copy takes a share of the link that serving does not miss.
    private const double CopyShare = 0.25;
    private const double PauseGoalMs = 2;
    private const double CommitMs = 0.4;
    private const int MostRounds = 6;

    /// <summary>Bytes of all rounds.</summary>
    public long Bytes => Rounds.Sum(r => r.Bytes);

    /// <param name="model">Dimensions of the model.</param>
    /// <param name="load">What the service is doing.</param>
    /// <param name="movedLayers">Layers that go elsewhere.</param>
    /// <param name="slowest">Slowest of the ways that layers take.</param>
    public static CopyPlan Make(ModelDimensions model, ServiceLoad load, int movedLayers, TransferPath slowest)
    {
        if (movedLayers == 0) return new CopyPlan([], 0, CommitMs + slowest.LatencyMs);
        var bytesPerToken = 2L * model.KvHeads * model.HeadSize * model.BytesPerWeight * movedLayers;
        var bytesPerMs = slowest.BandwidthMbps * 125;
        var rounds = new List<CopyRound>();
        var next = load.LiveTokens * bytesPerToken;
        while (rounds.Count < MostRounds)
        {
            var ms = next / (bytesPerMs * CopyShare) + slowest.LatencyMs;
            rounds.Add(new CopyRound(next, ms));
            // At least the token that each request is about to write.
            next = (long)Math.Max(load.Running, load.TokensPerSecond * ms / 1000) * bytesPerToken;
            if (next / bytesPerMs <= PauseGoalMs && rounds.Count > 1) break;
        }

        return new CopyPlan(rounds, next, next / bytesPerMs + slowest.LatencyMs + CommitMs);
    }

    /// <summary>Layers that are held by another node afterwards, with the nodes that give and take them.</summary>
    public static IReadOnlyList<(int Layer, string From, string To)> Moved(PipelineLayout from, PipelineLayout to) =>
    [
        .. from.Stages.SelectMany(s => Enumerable.Range(s.Layers.First, s.Layers.Count).Select(layer => (Layer: layer, s.Node)))
            .Join(
                to.Stages.SelectMany(s => Enumerable.Range(s.Layers.First, s.Layers.Count).Select(layer => (Layer: layer, s.Node))),
                a => a.Layer,
                b => b.Layer,
                (a, b) => (a.Layer, From: a.Node, To: b.Node))
            .Where(m => m.From != m.To),
    ];
}

/// <summary>A round of a copy.</summary>
internal sealed record CopyRound(long Bytes, double Milliseconds);

using Continuum.Core.Sites;

namespace Continuum.Serving.Reconfiguration;

/// <summary>Sizes that decide what a stage needs, in bytes.</summary>
/// <param name="Layer">Packed weights of a layer.</param>
/// <param name="FirstPart">What comes with the first layer: the embedding.</param>
/// <param name="LastPart">What comes with the last layer: final norm and output projection.</param>
/// <param name="KvBlock">A block in one layer.</param>
/// <param name="Work">Activations of the largest micro-batch.</param>
/// <param name="Transfer">Buffers of copies and connections.</param>
internal sealed record StageBytes(long Layer, long FirstPart, long LastPart, long KvBlock, long Work, long Transfer);

/// <summary>Whether a change fits, in numbers.</summary>
/// <param name="Limits">Blocks before, during and after; null if it does not fit.</param>
/// <param name="Refusal">Why not, with the numbers.</param>
internal sealed record FeasibilityAnswer(KvLimits? Limits, string? Refusal);

/// <summary>
/// Need of a node = weights and KV of all layers it holds before or after + activations + transfer buffers, against its
/// budget. KV counts live blocks and the growth expected until the switch, reserved on both owners.
/// </summary>
internal static class Feasibility
{
    /// <summary>Checks a change.</summary>
    /// <param name="from">The pipeline that serves, or null.</param>
    /// <param name="to">The target.</param>
    /// <param name="bytes">Sizes.</param>
    /// <param name="budget">Budget of each node, in bytes.</param>
    /// <param name="blocks">Blocks that exist.</param>
    /// <param name="limit">Limit of blocks now.</param>
    /// <param name="live">Blocks in use.</param>
    /// <param name="growth">Blocks that running requests are expected to take until the switch.</param>
    /// <param name="safeguards">All but in tests.</param>
    /// <returns>The limits, or the refusal.</returns>
    public static FeasibilityAnswer Check(EpochLayout? from, EpochLayout to, StageBytes bytes, Func<string, long?> budget, int blocks, int limit, int live, int growth, Safeguards safeguards)
    {
        var (during, after) = (from is null ? blocks : limit, blocks);
        foreach (var node in Nodes(from, to))
        {
            if (budget(node) is not { } has) return new FeasibilityAnswer(null, $"Node {node} is not known here; name one of the service's stages.");
            var (old, next) = (from?.RangeOf(node), to.RangeOf(node));
            var kept = safeguards.ReserveBoth ? LayerSet.Of(old).With(LayerSet.Of(next)) : LayerSet.Of(next);
            var weights = Weights(kept, to.LayerCount, bytes);
            var fits = Fit(has, weights, kept.Count, bytes);
            if (fits < live + growth)
                return new FeasibilityAnswer(null, $"Node {node} needs {Text(weights)} for layers {kept}, {Text((live + growth) * kept.Count * bytes.KvBlock)} for {live} KV blocks in use and {growth} of growth, {Text(bytes.Work)} to compute and {Text(bytes.Transfer)} to transfer; its budget is {Text(has)}.");
            during = Math.Min(during, fits);
            if (next is not null) after = Math.Min(after, Fit(has, Weights(LayerSet.Of(next), to.LayerCount, bytes), next.Value.Count, bytes));
        }
        return new FeasibilityAnswer(new KvLimits(limit, during, after), null);
    }

    private static IEnumerable<string> Nodes(EpochLayout? from, EpochLayout to) => to.Stages.Select(s => s.Node).Concat(from?.Stages.Select(s => s.Node) ?? []).Distinct();

    private static long Weights(LayerSet layers, int layerCount, StageBytes bytes) =>
        layers.Count * bytes.Layer + (layers.Contains(0) ? bytes.FirstPart : 0) + (layers.Contains(layerCount - 1) ? bytes.LastPart : 0);

    private static int Fit(long budget, long weights, int layers, StageBytes bytes)
    {
        var left = budget - weights - bytes.Work - bytes.Transfer;
        return left < 0 ? -1 : layers == 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, left / (layers * bytes.KvBlock));
    }

    private static string Text(long bytes) => bytes < 10_000 ? $"{bytes} B" : $"{bytes / 1048576.0:0.0} MiB";
}

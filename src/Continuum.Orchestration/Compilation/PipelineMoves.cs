using Continuum.Core.Plans;
using Continuum.Core.Sites;

namespace Continuum.Orchestration.Compilation;

/// <summary>What moves between two layouts of a service, without a restart.</summary>
internal static class PipelineMoves
{
    public static IEnumerable<Move> Of(Service service, PipelineLayout target)
    {
        if (service.Head != target.Head) yield return new Move($"{service.Name} head", service.Head, target.Head, Restart: false);
        foreach (var (range, from, to) in Layers(service.Stages, target.Stages))
        {
            yield return new Move($"{service.Name} layers {range}", from, to, Restart: false);
        }
    }

    // Runs of layers that leave one node for one other.
    private static IEnumerable<(LayerRange Range, string From, string To)> Layers(IReadOnlyList<Stage> old, IReadOnlyList<Stage> target)
    {
        var cuts = old.Concat(target).SelectMany(s => new[] { s.Layers.First, s.Layers.Last + 1 }).Distinct().Order().ToList();
        (LayerRange Range, string From, string To)? open = null;
        for (var i = 0; i + 1 < cuts.Count; i++)
        {
            var (from, to) = (Holder(old, cuts[i]), Holder(target, cuts[i]));
            if (from is null || to is null || from == to)
            {
                if (open is { } done) yield return done;
                open = null;
                continue;
            }

            if (open is { } run && run.From == from && run.To == to)
            {
                open = (run.Range with { Last = cuts[i + 1] - 1 }, from, to);
                continue;
            }

            if (open is { } other) yield return other;
            open = (new LayerRange(cuts[i], cuts[i + 1] - 1), from, to);
        }

        if (open is { } last) yield return last;
    }

    private static string? Holder(IReadOnlyList<Stage> stages, int layer) =>
        stages.FirstOrDefault(s => s.Layers.First <= layer && layer <= s.Layers.Last)?.Node;
}

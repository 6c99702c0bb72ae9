using Continuum.Core.Pipelines;
using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;

namespace Continuum.Serving.Pipelines;

/// <summary>
/// Compliant layouts of at most two stages, and the current one with its illegal parts replaced: the one that keeps its
/// promises and moves least comes first.
/// </summary>
/// <param name="costs">Predicts what layouts do.</param>
/// <param name="models">Dimensions of models.</param>
public sealed class PipelineSearch(ICostModel costs, IModelCatalog models) : IPipelineSearch
{
    private const int MaxAnswers = 24;
    private const int MaxPairedNodes = 24;

    private static readonly Prediction Unknown = new(double.PositiveInfinity, double.PositiveInfinity, 0, 0, ["the dimensions of the model are unknown"]);

    /// <inheritdoc/>
    public IReadOnlyList<PipelineChoice> Search(PipelineQuestion question)
    {
        var model = models.Find(question.Service.Model);
        var current = new PipelineLayout(question.Service.Name, question.Service.Head, question.Service.Stages);
        var layers = model?.Layers ?? current.Stages[^1].Layers.Last + 1;
        var ranked = Candidates(question, current, layers)
            .Distinct()
            .Where(l => IsLegal(question, model, l))
            .Select(l => new PipelineChoice(l, (model is null ? null : costs.Predict(question, l)) ?? Unknown))
            .OrderBy(c => question.Objectives.Count(o => !Keeps(o, c.Prediction, question.Shape)));
        for (var i = 0; i < question.Preferences.Count; i++)
        {
            var preference = question.Preferences[i];
            ranked = ranked.ThenBy(c => c.Layout.Nodes.Count(n => !preference.Admits(question.Site.FindNode(n)!)));
        }

        return
        [
            .. ranked
                .ThenBy(c => Moved(current, c.Layout))
                .ThenBy(c => c.Layout.Nodes.Count)
                .ThenBy(c => c.Prediction.E2EMs(question.Shape.OutputTokens))
                .ThenBy(c => string.Join(' ', c.Layout.Nodes), StringComparer.Ordinal)
                .Take(MaxAnswers),
        ];
    }

    private static IEnumerable<PipelineLayout> Candidates(PipelineQuestion question, PipelineLayout current, int layers)
    {
        yield return current;
        var heads = question.Site.Nodes.Where(question.MayHoldHead).Select(n => n.Name).ToList();
        var stages = question.Site.Nodes.Where(question.MayHoldStage).Select(n => n.Name).ToList();
        var kept = heads.Contains(current.Head) ? [current.Head] : heads;

        foreach (var repaired in Repairs(current, stages, kept)) yield return repaired;
        foreach (var node in stages)
        {
            foreach (var head in heads.Where(h => h == node || kept.Contains(h)))
            {
                yield return new PipelineLayout(current.Service, head, [new Stage(node, new LayerRange(0, layers - 1))]);
            }
        }

        if (layers < 2) yield break;
        var paired = stages.Take(MaxPairedNodes).ToList();
        foreach (var (first, second) in paired.SelectMany(_ => paired, (a, b) => (a, b)).Where(p => p.a != p.b))
        {
            var head = kept.Contains(current.Head) ? current.Head : heads.Contains(first) ? first : heads.FirstOrDefault();
            if (head is null) yield break;
            var cut = Balance(question.Site.FindNode(first)!, question.Site.FindNode(second)!, layers);
            yield return new PipelineLayout(current.Service, head, [new Stage(first, new LayerRange(0, cut - 1)), new Stage(second, new LayerRange(cut, layers - 1))]);
        }
    }

    // The current layout with each node that may not be used replaced, all its parts by one and the same node.
    private static IEnumerable<PipelineLayout> Repairs(PipelineLayout current, IReadOnlyList<string> stages, IReadOnlyList<string> heads)
    {
        var illegal = current.Stages.Select(s => s.Node).Distinct(StringComparer.Ordinal).Where(n => !stages.Contains(n)).ToList();
        foreach (var substitute in illegal.Count == 0 ? [""] : stages)
        {
            var repaired = Merge(current.Stages.Select(s => illegal.Contains(s.Node) ? s with { Node = substitute } : s));
            foreach (var head in heads) yield return new PipelineLayout(current.Service, head, repaired);
        }
    }

    private static IReadOnlyList<Stage> Merge(IEnumerable<Stage> stages)
    {
        var merged = new List<Stage>();
        foreach (var stage in stages)
        {
            if (merged.Count > 0 && merged[^1].Node == stage.Node) merged[^1] = merged[^1] with { Layers = merged[^1].Layers with { Last = stage.Layers.Last } };
            else merged.Add(stage);
        }

        return merged;
    }

    private static int Balance(Node first, Node second, int layers)
    {
        var (a, b) = (NodePace.Of(first).BytesPerSecond, NodePace.Of(second).BytesPerSecond);
        return Math.Clamp((int)Math.Round(layers * a / (a + b)), 1, layers - 1);
    }

    private static bool IsLegal(PipelineQuestion question, ModelDimensions? model, PipelineLayout layout)
    {
        if (question.Site.FindNode(layout.Head) is not { } head || !question.MayHoldHead(head)) return false;
        if (!layout.Stages.All(s => question.Site.FindNode(s.Node) is { } node && question.MayHoldStage(node))) return false;
        // Every pair: a reconfiguration and its control messages may use any of them.
        foreach (var (a, b) in layout.Nodes.SelectMany((_, i) => layout.Nodes.Skip(i + 1), (a, b) => (a, b)))
        {
            if (question.Path(a, b) is null || question.Path(b, a) is null) return false;
        }

        return model is null || (layout.Stages[^1].Layers.Last == model.Layers - 1 && RooflineCostModel.Headroom(question, model, layout) >= 0);
    }

    private static bool Keeps(Objective objective, Prediction prediction, WorkloadShape shape) => objective.Metric switch
    {
        ObjectiveMetric.Ttft => prediction.TtftMs <= objective.Bound,
        ObjectiveMetric.Tpot => prediction.TpotMs <= objective.Bound,
        ObjectiveMetric.E2E => prediction.E2EMs(shape.OutputTokens) <= objective.Bound,
        _ => prediction.TokensPerSecond >= objective.Bound,
    };

    // Layers that change their node, and the head as one more.
    private static int Moved(PipelineLayout current, PipelineLayout target)
    {
        var moved = current.Head == target.Head ? 0 : 1;
        foreach (var stage in target.Stages)
        {
            for (var layer = stage.Layers.First; layer <= stage.Layers.Last; layer++)
            {
                if (!current.Stages.Any(s => s.Node == stage.Node && s.Layers.First <= layer && layer <= s.Layers.Last)) moved++;
            }
        }

        return moved;
    }
}

using System.Text.Json.Nodes;

namespace Continuum.Orchestration.Evaluation.Judging;

/// <summary>A pipeline as a plan states it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Head">Node of the head.</param>
/// <param name="Stages">Nodes of the stages in order.</param>
/// <param name="Layers">Layers in all.</param>
internal sealed record Layout(string Service, string Head, IReadOnlyList<string> Stages, long Layers)
{
    public IEnumerable<string> Nodes => Stages.Prepend(Head).Distinct(StringComparer.Ordinal);

    /// <summary>Pairs of different nodes between which the pipeline sends: head to stages in order and back to the head.</summary>
    public IEnumerable<(string From, string To)> Transfers() =>
        Stages.Prepend(Head).Zip(Stages.Append(Head)).Where(p => p.First != p.Second).Distinct();

    public static Layout Read(JsonNode? json)
    {
        var service = Json.Text(Json.Find(json, "service"), "service of a pipeline");
        List<string> stages = [];
        long next = 0;
        foreach (var stage in Json.List(Json.Find(json, "stages"), "stages"))
        {
            stages.Add(Json.Text(Json.Find(stage, "node"), "node of a stage"));
            var layers = Json.List(Json.Find(stage, "layers"), "layers");
            if (layers.Count != 2) throw new ArtefactException($"layers of a stage of {service} are no pair");
            var (first, last) = (Json.Integer(layers[0], "first layer"), Json.Integer(layers[1], "last layer"));
            if (first != next || last < first) throw new ArtefactException($"the pipeline of {service} holds layers {first} to {last} where {next} comes next");
            next = last + 1;
        }

        if (stages.Count == 0) throw new ArtefactException($"the pipeline of {service} has no stage");
        return new Layout(service, Json.Text(Json.Find(json, "head"), "head of a pipeline"), stages, next);
    }
}

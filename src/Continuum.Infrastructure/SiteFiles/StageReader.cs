using System.Globalization;
using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>Reads the stages of a service and checks that their layers follow each other without gap or overlap.</summary>
internal static class StageReader
{
    // The built-in model whose size the file format fixes; other models are read when they are loaded.
    private const string BuiltIn = "lab-llama";
    private const int BuiltInLayers = 12;

    public static IReadOnlyList<Stage> Read(FieldReader service, string model, SiteNames names, FaultList faults)
    {
        if (service.Require("stages", "a list of stages, each with node and layers") is null) return [];
        var items = service.List("stages");
        if (items.Count == 0 && service.At("stages") is YamlSequence) faults.Add(service.At("stages"), "found a service without a stage", "at least one stage");
        var stages = new List<Stage>();
        LayerRange? before = null;
        foreach (var item in items)
        {
            var fields = new FieldReader(item, "a stage", faults, "node", "layers");
            var node = fields.RequireName("node", "the node that holds it");
            if (node.Length > 0) names.NodeReferences.Add((node, fields.At("node")));
            if (ReadLayers(fields, faults) is not { } layers)
            {
                before = null;
                stages.Add(new Stage(node, default));
                continue;
            }

            CheckFollows(fields.At("layers"), layers, before, isFirst: stages.Count == 0, faults);
            before = layers;
            stages.Add(new Stage(node, layers));
        }

        if (model == BuiltIn && before is { } last && last.Last != BuiltInLayers - 1)
            faults.Add(items[^1], $"found {last.Last + 1} layers in all", $"{BuiltInLayers}, the layers of {BuiltIn}");
        return stages;
    }

    private static void CheckFollows(YamlElement where, LayerRange layers, LayerRange? before, bool isFirst, FaultList faults)
    {
        var next = isFirst ? 0 : before?.Last + 1;
        if (next is null || layers.First == next) return;
        var fault = layers.First > next ? "a gap" : "an overlap";
        faults.Add(where, $"found {fault}: layers {layers}", isFirst ? "layers from 0 on" : $"layers from {next} on, after {before}");
    }

    // 0-7, or 8 for a stage of one layer.
    private static LayerRange? ReadLayers(FieldReader fields, FaultList faults)
    {
        const string Expected = "an inclusive range such as 0-7";
        if (fields.Require("layers", Expected) is not { } element) return null;
        if (element is YamlText text)
        {
            var parts = text.Value.Split('-', StringSplitOptions.TrimEntries);
            if (parts.Length is 1 or 2 && TryParse(parts[0], out var first) && TryParse(parts[^1], out var last) && first <= last)
                return new LayerRange(first, last);
        }

        faults.Add(element, $"found {element.Describe()} as layers", $"{Expected}, at most {Limits.Layer}");
        return null;
    }

    private static bool TryParse(string text, out int layer) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out layer) && layer <= Limits.Layer;
}

using Continuum.Serving.Compute;
using Continuum.Serving.Transport;

namespace Continuum.Serving.Heads;

/// <summary>A stage of a layout: which layers stand on which node, and where its process listens.</summary>
/// <param name="Node">The node.</param>
/// <param name="Endpoint">Where tensors go; gRPC is answered at its <see cref="Transport.Endpoint.Control"/>.</param>
/// <param name="Range">The layers.</param>
public sealed record StagePlacement(string Node, Endpoint Endpoint, StageRange Range)
{
    /// <summary>Reads a layout.</summary>
    /// <param name="text"><c>name=endpoint:first-last</c>, separated by commas, in the order of the layers.</param>
    /// <param name="layerCount">Layers of the model.</param>
    /// <returns>The stages in order.</returns>
    /// <exception cref="FormatException">It is malformed, or the stages do not cover the layers one after another.</exception>
    public static IReadOnlyList<StagePlacement> ParseLayout(string text, int layerCount)
    {
        var stages = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => Parse(part, layerCount)).ToArray();
        Require(stages, layerCount);
        return stages;
    }

    /// <summary>Checks that stages cover a model.</summary>
    /// <param name="stages">The stages in order.</param>
    /// <param name="layerCount">Layers of the model.</param>
    /// <exception cref="FormatException">A layer is missing or twice, or a node is twice.</exception>
    public static void Require(IReadOnlyList<StagePlacement> stages, int layerCount)
    {
        var next = 0;
        foreach (var stage in stages)
        {
            if (stage.Range.First != next || stage.Range.Count <= 0) break;
            next = stage.Range.Last + 1;
        }
        if (stages.Count == 0 || next != layerCount)
            throw new FormatException($"The stages hold layers {string.Join(", ", stages.Select(s => s.Range))}; 0-{layerCount - 1} in order, each once, were expected.");
        if (stages.GroupBy(s => s.Node, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"Node '{twice.Key}' is named {twice.Count()} times; a node has one stage of a service.");
    }

    private static StagePlacement Parse(string part, int layerCount)
    {
        var equals = part.IndexOf('=');
        var colon = part.LastIndexOf(':');
        var range = colon > equals && equals > 0 ? part[(colon + 1)..].Split('-') : [];
        if (range.Length != 2 || !int.TryParse(range[0], out var first) || !int.TryParse(range[1], out var last))
            throw new FormatException($"'{part}' is not a stage; name=endpoint:first-last was expected, such as edge-1=unix:/run/continuum/edge-1:0-5.");
        return new StagePlacement(part[..equals], Endpoint.Parse(part[(equals + 1)..colon]), new StageRange(first, last, layerCount));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Node}={Endpoint}:{Range}";
}

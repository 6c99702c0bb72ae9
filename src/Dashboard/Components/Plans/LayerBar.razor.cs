using Continuum.Core.Plans;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Plans;

/// <summary>A pipeline as a bar of its layers, coloured by node, with the nodes named below.</summary>
public sealed partial class LayerBar
{
    /// <summary>The pipeline.</summary>
    [Parameter, EditorRequired]
    public required PipelineLayout Layout { get; set; }

    /// <summary>Nodes in the order of their colours, so that two bars agree; the layout's own when absent.</summary>
    [Parameter]
    public IReadOnlyList<string>? Order { get; set; }

    /// <summary>Whether the nodes are named below.</summary>
    [Parameter]
    public bool Legend { get; set; }

    private string Words => $"{Layout.Service}: " + string.Join(", ", Layout.Stages.Select(s => $"layers {s.Layers} on {s.Node}"));

    private int Colour(string node)
    {
        var order = Order ?? Layout.Nodes;
        for (var i = 0; i < order.Count; i++)
            if (order[i] == node) return i % 6 + 1;
        return 5;
    }
}

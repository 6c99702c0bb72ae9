namespace Continuum.Core.Sites;

/// <summary>An inclusive range of decoder layers, counted from 0.</summary>
public readonly record struct LayerRange(int First, int Last)
{
    /// <summary>How many layers.</summary>
    public int Count => Last - First + 1;

    /// <summary>As in the site file, e.g. 0-7.</summary>
    public override string ToString() => $"{First}-{Last}";
}

/// <summary>A stage of a pipeline: layers held by a node.</summary>
public sealed record Stage(string Node, LayerRange Layers);

/// <summary>An LLM served by a pipeline.</summary>
public sealed record Service : ISubject
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>A checkpoint folder, or a built-in model such as lab-llama.</summary>
    public required string Model { get; init; }

    /// <summary>Labels, asked by the same selectors as those of workloads.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Labels;

    /// <summary>The node that runs gateway, scheduler and sampling.</summary>
    public required string Head { get; init; }

    /// <summary>Stages in the order of their layers.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Head first, then the nodes of the stages, each once.</summary>
    public IReadOnlyList<string> StandsOn =>
        [.. Stages.Select(s => s.Node).Prepend(Head).Distinct(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyList<string> ValuesOf(string key) =>
        key == LabelKeys.Name ? [Name] : Labels.TryGetValue(key, out var value) ? [value] : [];
}

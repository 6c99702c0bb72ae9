namespace Continuum.Core.Sites;

/// <summary>A Kubernetes deployment or the like.</summary>
public sealed record Workload : ISubject
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <summary>Kubernetes namespace.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Deployment, StatefulSet or DaemonSet.</summary>
    public string Kind { get; init; } = "Deployment";

    /// <summary>Pod labels, as they are.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Labels;

    /// <summary>Pods.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>What one pod requests.</summary>
    public Capacity Requests { get; init; }

    /// <summary>The node on which all its replicas stand; null until it is placed.</summary>
    public string? Node { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> StandsOn => Node is null ? [] : [Node];

    /// <inheritdoc/>
    public IReadOnlyList<string> ValuesOf(string key) =>
        key == LabelKeys.Name ? [Name] : Labels.TryGetValue(key, out var value) ? [value] : [];
}

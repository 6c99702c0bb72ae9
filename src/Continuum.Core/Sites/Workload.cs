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

    /// <summary>The node of its first replica, and of all that <see cref="OtherNodes"/> does not name; null until it is placed.</summary>
    public string? Node { get; init; }

    /// <summary>Nodes of replicas that stand elsewhere, one replica each; empty when all share <see cref="Node"/>.</summary>
    public IReadOnlyList<string> OtherNodes { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> StandsOn => Node is null ? [] : OtherNodes.Count == 0 ? [Node] : [.. OtherNodes.Prepend(Node).Distinct(StringComparer.Ordinal)];

    /// <summary>How many of its replicas stand on the node.</summary>
    public int ReplicasOn(string node) => (node == Node ? Replicas - OtherNodes.Count : 0) + OtherNodes.Count(n => n == node);

    /// <summary>The workload with a replica on each of the nodes; the first takes those that are left over.</summary>
    public Workload On(IReadOnlyList<string> nodes) => this with { Node = nodes.Count == 0 ? null : nodes[0], OtherNodes = [.. nodes.Skip(1)] };

    /// <inheritdoc/>
    public IReadOnlyList<string> ValuesOf(string key) =>
        key == LabelKeys.Name ? [Name] : Labels.TryGetValue(key, out var value) ? [value] : [];
}

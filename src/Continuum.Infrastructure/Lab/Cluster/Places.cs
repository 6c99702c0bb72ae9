namespace Continuum.Infrastructure.Lab.Cluster;

/// <summary>Nodes of a workload's replicas.</summary>
internal static class Places
{
    /// <summary>Whether they are the same nodes, in whatever order.</summary>
    public static bool Same(IReadOnlyList<string> left, IReadOnlyList<string> right) => left.ToHashSet(StringComparer.Ordinal).SetEquals(right);

    /// <summary>In words.</summary>
    public static string Told(IReadOnlyList<string> nodes) => nodes.Count == 0 ? "nowhere" : string.Join(", ", nodes);
}

using Continuum.Core.Sites;

namespace Dashboard.Hubs;

/// <summary>What changed between two snapshots of a site: changed or new elements whole, removed ones by name.</summary>
public sealed record SiteDelta(
    long From, long To, IReadOnlyList<Node> Nodes, IReadOnlyList<Switch> Switches, IReadOnlyList<Link> Links, IReadOnlyList<Workload> Workloads,
    IReadOnlyList<Service> Services, IReadOnlyList<string> Removed)
{
    /// <summary>The difference. Snapshots share unchanged elements, so most of the work is comparing references.</summary>
    public static SiteDelta Between(long from, Site before, long to, Site after) => new(
        from, to,
        Changed(before.Nodes, after.Nodes, n => n.Name), Changed(before.Switches, after.Switches, s => s.Name),
        Changed(before.Links, after.Links, l => $"{l.A}|{l.B}"), Changed(before.Workloads, after.Workloads, w => w.Name),
        Changed(before.Services, after.Services, s => s.Name),
        [
            .. Gone(before.Nodes, after.Nodes, n => n.Name), .. Gone(before.Switches, after.Switches, s => s.Name),
            .. Gone(before.Links, after.Links, l => $"{l.A}|{l.B}"), .. Gone(before.Workloads, after.Workloads, w => w.Name),
            .. Gone(before.Services, after.Services, s => s.Name),
        ]);

    private static List<T> Changed<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> key)
        where T : class
    {
        var old = before.ToDictionary(key);
        return [.. after.Where(a => !old.TryGetValue(key(a), out var b) || !(ReferenceEquals(a, b) || a.Equals(b)))];
    }

    private static IEnumerable<string> Gone<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> key)
    {
        var left = after.Select(key).ToHashSet();
        return before.Select(key).Where(k => !left.Contains(k));
    }
}

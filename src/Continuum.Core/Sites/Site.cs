namespace Continuum.Core.Sites;

/// <summary>
/// The inventory that the orchestrator sees: an immutable snapshot. Whoever builds one has checked it
/// (names unique, references resolved, numbers possible), so that readers need not.
/// </summary>
public sealed record Site
{
    /// <summary>The site's name.</summary>
    public required string Name { get; init; }

    /// <summary>IANA timezone in which validity windows are read.</summary>
    public string Timezone { get; init; } = "UTC";

    /// <summary>Nodes in the order of the site file.</summary>
    public IReadOnlyList<Node> Nodes { get; init; } = [];

    /// <summary>Switches in the order of the site file.</summary>
    public IReadOnlyList<Switch> Switches { get; init; } = [];

    /// <summary>Links in the order of the site file.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Workloads in the order of the site file.</summary>
    public IReadOnlyList<Workload> Workloads { get; init; } = [];

    /// <summary>Services in the order of the site file.</summary>
    public IReadOnlyList<Service> Services { get; init; } = [];

    /// <summary>Workloads, then services.</summary>
    public IEnumerable<ISubject> Subjects => Workloads.Concat<ISubject>(Services);

    /// <summary>The node of that name, or null.</summary>
    public Node? FindNode(string name) => Nodes.FirstOrDefault(n => n.Name == name);

    /// <summary>The switch of that name, or null.</summary>
    public Switch? FindSwitch(string name) => Switches.FirstOrDefault(s => s.Name == name);

    /// <summary>The workload or service of that name, or null.</summary>
    public ISubject? FindSubject(string name) => Subjects.FirstOrDefault(s => s.Name == name);
}

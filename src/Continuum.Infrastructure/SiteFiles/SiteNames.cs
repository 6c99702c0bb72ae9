using Continuum.Core.Sites;

namespace Continuum.Infrastructure.SiteFiles;

/// <summary>What the parts of a site file call things, and what they refer to; references are resolved once all is read.</summary>
internal sealed class SiteNames(FaultList faults)
{
    public UniqueNames<string> Nodes { get; } = new("node", faults);

    public UniqueNames<string> Switches { get; } = new("switch", faults);

    /// <summary>Workloads and services share one space of names: an intent calls both by name alone.</summary>
    public UniqueNames<string> Subjects { get; } = new("workload or service name", faults);

    public UniqueNames<ulong> DatapathIds { get; } = new("datapathId", faults);

    public UniqueNames<IPv4> Addresses { get; } = new("address", faults);

    /// <summary>Ports that a link or an attachment uses.</summary>
    public UniqueNames<Port> Ports { get; } = new("port", faults);

    public List<(string Name, YamlElement Where)> SwitchReferences { get; } = [];

    public List<(string Name, YamlElement Where)> NodeReferences { get; } = [];

    public void ResolveReferences()
    {
        Resolve(SwitchReferences, Switches, "switch");
        Resolve(NodeReferences, Nodes, "node");
    }

    private void Resolve(List<(string Name, YamlElement Where)> references, UniqueNames<string> known, string what)
    {
        foreach (var (name, where) in references)
        {
            if (!known.Contains(name))
                faults.Add(where, $"found the {what} '{YamlText.Shorten(name)}', which the file does not have", $"the name of a {what}{Nearest.Hint(name, known.All)}");
        }
    }
}

using Continuum.Core.Sites;
using Dashboard.Components.Contracts;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Configuration;

/// <summary>All ways to break the lab in one place.</summary>
public sealed partial class LabBench : LiveComponent
{
    private string link = "";
    private string switchName = "";
    private string node = "";
    private LabElement kind;
    private string element = "";
    private string key = LabelKeys.Jurisdiction;
    private string? value;

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site;

    private Site Site => Feed.Site.Site;

    private IReadOnlyList<string> Elements => kind switch
    {
        LabElement.Node => [.. Site.Nodes.Select(n => n.Name)],
        LabElement.Switch => [.. Site.Switches.Select(s => s.Name)],
        LabElement.Link => [.. Site.Links.Select(l => l.Name)],
        LabElement.Workload => [.. Site.Workloads.Select(w => w.Name)],
        _ => [.. Site.Services.Select(s => s.Name)],
    };

    /// <inheritdoc/>
    protected override void Refresh()
    {
        if (link.Length == 0 && Site.Links.Count > 0) link = Site.Links[0].A.ToString();
        if (switchName.Length == 0 && Site.Switches.Count > 0) switchName = Site.Switches[0].Name;
        if (node.Length == 0 && Site.Nodes.Count > 0) node = Site.Nodes[0].Name;
        if (!Elements.Contains(element)) element = Elements.Count > 0 ? Elements[0] : "";
    }

    private void ChangeKind(ChangeEventArgs change)
    {
        kind = Enum.Parse<LabElement>((string)change.Value!);
        Refresh();
    }
}

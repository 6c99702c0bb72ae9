using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Actions;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Fabric;

/// <summary>Asks the fabric where a packet goes.</summary>
public sealed partial class PacketWalk : LiveComponent
{
    private string from = "";
    private string to = "";
    private IpProtocol protocol = IpProtocol.Tcp;
    private int? port;
    private bool busy;
    private string? error;
    private WalkTrace? trace;
    private string walkedFrom = "";

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Site;

    [Inject]
    private IFabricDriver Fabric { get; set; } = default!;

    private IEnumerable<(string Name, Node Node)> Ends => Feed.Site.Site.Nodes.Where(n => n.Attach is not null).Select(n => (n.Name, n))
        .Concat(Feed.Site.Site.Subjects.SelectMany(s => s.StandsOn.Take(1).Select(n => (s.Name, Node: Feed.Site.Site.FindNode(n)))).Where(p => p.Node?.Attach is not null).Select(p => (p.Name, p.Node!)));

    private RenderFragment Options => builder =>
    {
        foreach (var (name, node) in Ends)
        {
            builder.OpenElement(0, "option");
            builder.SetKey(name);
            builder.AddAttribute(1, "value", name);
            builder.AddContent(2, name == node.Name ? name : $"{name} (on {node.Name})");
            builder.CloseElement();
        }
    };

    private IReadOnlyList<string> Trail => [walkedFrom, .. trace!.Hops, .. trace.DeliveredTo is null ? Array.Empty<string>() : [trace.DeliveredTo]];

    /// <inheritdoc/>
    protected override void Refresh()
    {
        var names = Ends.Select(e => e.Name).ToList();
        if (!names.Contains(from)) from = names.FirstOrDefault() ?? "";
        if (!names.Contains(to)) to = names.Skip(1).FirstOrDefault() ?? from;
    }

    private async Task WalkAsync()
    {
        var ends = Ends.ToList();
        if (ends.Count == 0) return;
        var (a, b) = (ends.First(e => e.Name == from).Node, ends.First(e => e.Name == to).Node);
        (busy, error, trace) = (true, null, null);
        var packet = new Packet(a.Attach!.Ip, b.Attach!.Ip, protocol, null, protocol == IpProtocol.Icmp ? null : port);
        error = await Attempt.RunAsync(async () => trace = await Fabric.WalkAsync(packet, CancellationToken.None));
        (busy, walkedFrom) = (false, a.Name);
    }
}

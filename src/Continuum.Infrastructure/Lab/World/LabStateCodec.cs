using Continuum.Core.Plans;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Continuum.Infrastructure.Lab.World;

/// <summary>Between the world and what is kept of it.</summary>
internal static class LabStateCodec
{
    public static LabState Capture(Site original, LabWorld world) => new()
    {
        Format = LabState.CurrentFormat,
        Version = world.Current.Version,
        Nodes = [.. world.Site.Nodes.Where(n => !n.Ready || !n.Schedulable).Select(n => new NodeFact(n.Name, n.Ready, n.Schedulable))],
        SwitchesDown = [.. world.Site.Switches.Where(s => !s.Up).Select(s => s.Name)],
        LinksDown = [.. world.Site.Links.Where(l => !l.Up).Select(l => l.A.ToString())],
        Labels =
        [
            .. Changed(LabElementKind.Node, original.Nodes, world.Site.Nodes, n => n.Name, n => n.Labels),
            .. Changed(LabElementKind.Switch, original.Switches, world.Site.Switches, s => s.Name, s => s.Labels),
            .. Changed(LabElementKind.Link, original.Links, world.Site.Links, l => l.A.ToString(), l => l.Labels),
            .. Changed(LabElementKind.Workload, original.Workloads, world.Site.Workloads, w => w.Name, w => w.Labels),
            .. Changed(LabElementKind.Service, original.Services, world.Site.Services, s => s.Name, s => s.Labels),
        ],
        Placement = [.. world.Site.Workloads.Select(w => new PlacedWorkload(w.Name, w.Node, world.Pending.Contains(w.Name)) { OtherNodes = w.OtherNodes })],
        Manifests = [.. world.Manifests.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new AppliedManifest(m.Key, m.Value))],
        Flows = world.Fabric.BeyondBaseline(),
        MissingBaseline = world.Fabric.MissingBaseline(),
        Services = [.. world.Site.Services.Select(s => new ServiceState(s.Name, new PipelineLayout(s.Name, s.Head, s.Stages), world.Epochs[s.Name]))],
        Reconfigurations = [.. world.Reconfigurations],
    };

    /// <summary>The site as it was, with manifests, epochs and reconfigurations put into the world.</summary>
    public static Site Restore(Site original, LabState state, LabWorld world)
    {
        foreach (var manifest in state.Manifests) world.Manifests[manifest.Workload] = manifest.Json;
        world.Pending.UnionWith(state.Placement.Where(p => p.Pending).Select(p => p.Name));
        foreach (var service in state.Services) world.Epochs[service.Name] = service.Epoch;
        world.Reconfigurations.AddRange(state.Reconfigurations.Select(r => Interrupted(r, world.Time.GetUtcNow())));
        var nodes = state.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var placement = state.Placement.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var services = state.Services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var labels = state.Labels.ToDictionary(l => (l.Kind, l.Name), l => l.Labels);
        return original with
        {
            Nodes = [.. original.Nodes.Select(n => (nodes.GetValueOrDefault(n.Name) is { } fact ? n with { Ready = fact.Ready, Schedulable = fact.Schedulable } : n)
                with { Labels = labels.GetValueOrDefault((LabElementKind.Node, n.Name), n.Labels) })],
            Switches = [.. original.Switches.Select(s => s with
            {
                Up = !state.SwitchesDown.Contains(s.Name),
                Labels = labels.GetValueOrDefault((LabElementKind.Switch, s.Name), s.Labels),
            })],
            Links = [.. original.Links.Select(l => l with
            {
                Up = !state.LinksDown.Contains(l.A.ToString()),
                Labels = labels.GetValueOrDefault((LabElementKind.Link, l.A.ToString()), l.Labels),
            })],
            Workloads = [.. original.Workloads.Select(w => w with
            {
                Node = placement.TryGetValue(w.Name, out var placed) ? placed.Node : w.Node,
                OtherNodes = placed?.OtherNodes ?? w.OtherNodes,
                Labels = labels.GetValueOrDefault((LabElementKind.Workload, w.Name), w.Labels),
            })],
            Services = [.. original.Services.Select(s => (services.GetValueOrDefault(s.Name) is { } found ? s with { Head = found.Layout.Head, Stages = found.Layout.Stages } : s)
                with { Labels = labels.GetValueOrDefault((LabElementKind.Service, s.Name), s.Labels) })],
        };
    }

    // The layout changes with the commit, so whatever was under way before it has not happened, and after it has.
    private static Reconfiguration Interrupted(Reconfiguration found, DateTimeOffset now) => found.State switch
    {
        ReconfigurationState.Done or ReconfigurationState.Aborted => found,
        ReconfigurationState.Committed or ReconfigurationState.Releasing =>
            found with { State = ReconfigurationState.Done, Steps = [.. found.Steps, new ReconfigurationStep(ReconfigurationState.Done, now)] },
        _ => found with
        {
            State = ReconfigurationState.Aborted,
            Steps = [.. found.Steps, new ReconfigurationStep(ReconfigurationState.Aborted, now)],
            Error = $"the lab stopped while it was {found.State}",
        },
    };

    private static IEnumerable<ElementLabels> Changed<T>(
        LabElementKind kind, IReadOnlyList<T> before, IReadOnlyList<T> now, Func<T, string> name, Func<T, IReadOnlyDictionary<string, string>> labels) =>
        before.Zip(now).Where(p => !ReferenceEquals(labels(p.First), labels(p.Second))).Select(p => new ElementLabels(kind, name(p.Second), labels(p.Second)));
}

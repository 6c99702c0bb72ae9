using Continuum.Core.Plans;
using Continuum.Core.Policies;
using Continuum.Core.Sites;
using Continuum.Orchestration.Drivers;

namespace Dashboard.Components.Map;

/// <summary>Draws pipelines and copies along the ways that the installed tables give their packets.</summary>
internal sealed class CourseBuilder(IFabricDriver fabric, MapScene scene, Site site)
{
    private readonly Dictionary<string, string> places = scene.Cards.SelectMany(c => c.Members.Select(m => (m, c.Id)))
        .Concat(scene.Switches.SelectMany(s => s.Members.Select(m => (m, s.Id))))
        .ToDictionary(p => p.m, p => p.Id, StringComparer.Ordinal);

    /// <summary>One course a service: head, then its stages in order.</summary>
    public async Task<IReadOnlyList<MapCourse>> PipelinesAsync(CancellationToken cancellationToken)
    {
        var courses = new List<MapCourse>();
        for (var i = 0; i < site.Services.Count; i++)
        {
            var service = site.Services[i];
            var label = $"{service.Name}: {string.Join(", ", service.Stages.Select(s => $"{s.Node} {s.Layers}"))}";
            courses.Add(new MapCourse("p:" + service.Name, "pipeline", label, i % 6 + 1, await AlongAsync(service.StandsOn, cancellationToken)));
        }

        return courses;
    }

    /// <summary>For each running reconfiguration, the ways its layers are copied along.</summary>
    public async Task<IReadOnlyList<MapCourse>> CopiesAsync(IEnumerable<Reconfiguration> running, CancellationToken cancellationToken)
    {
        var courses = new List<MapCourse>();
        foreach (var item in running)
        {
            foreach (var (from, to) in Copies(item.From, item.To))
                courses.Add(new MapCourse($"c:{item.Id}:{from}:{to}", "moving", $"{item.Service}: copying to {to}", 0, await AlongAsync([from, to], cancellationToken)));
        }

        return courses;
    }

    /// <summary>The moves of a plan, straight from place to place.</summary>
    public IReadOnlyList<MapCourse> Moves(Plan plan) =>
    [
        .. plan.Moves.Where(m => m.From is not null && places.ContainsKey(m.From) && places.ContainsKey(m.To) && m.From != m.To)
            .Select(m => new MapCourse($"m:{m.Subject}", "move", m.Subject, 0, [places[m.From!], places[m.To]])),
    ];

    /// <summary>Names of nodes and switches as a course; those that have no place are left out.</summary>
    public MapCourse Trail(string id, string kind, string label, IEnumerable<string> names) =>
        new(id, kind, label, 0, [.. names.Select(n => places.GetValueOrDefault(n)).OfType<string>()]);

    internal static IEnumerable<(string From, string To)> Copies(PipelineLayout before, PipelineLayout after) =>
        after.Stages.SelectMany(t => before.Stages
            .Where(f => f.Node != t.Node && f.Layers.First <= t.Layers.Last && t.Layers.First <= f.Layers.Last)
            .Select(f => (f.Node, t.Node))).Distinct();

    private async Task<IReadOnlyList<string>> AlongAsync(IReadOnlyList<string> nodes, CancellationToken cancellationToken)
    {
        var points = new List<string>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (i > 0) points.AddRange((await WalkAsync(nodes[i - 1], nodes[i], cancellationToken)).Select(h => places.GetValueOrDefault(h)).OfType<string>());
            if (places.TryGetValue(nodes[i], out var id)) points.Add(id);
        }

        return points;
    }

    private async Task<IReadOnlyList<string>> WalkAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (site.FindNode(from)?.Attach is not { } a || site.FindNode(to)?.Attach is not { } b) return [];
        try
        {
            return (await fabric.WalkAsync(new Packet(a.Ip, b.Ip, IpProtocol.Tcp, null, null), cancellationToken)).Hops;
        }
        catch (DriverException)
        {
            // The fabric does not answer: the places are drawn, the way between them is not claimed.
            return [];
        }
    }
}

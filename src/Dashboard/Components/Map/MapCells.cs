using Continuum.Core.Sites;

namespace Dashboard.Components.Map;

/// <summary>Which nodes and switches stand in which cell of tier and jurisdiction.</summary>
internal sealed class MapCells
{
    private readonly Dictionary<(string Column, string Band), List<Node>> nodes = [];
    private readonly Dictionary<(string Column, string Band), List<Switch>> switches = [];

    public MapCells(Site site)
    {
        foreach (var node in site.Nodes) Add(nodes, (ColumnOf(node.Labels), TierNames.ToText(node.Tier)), node);

        // A switch has no tier of its own: it stands with what it serves, the nearest to the centre of it.
        var tiers = site.Nodes.Where(n => n.Attach is not null)
            .GroupBy(n => n.Attach!.Switch, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Min(n => n.Tier), StringComparer.Ordinal);
        foreach (var item in site.Switches)
            Add(switches, (ColumnOf(item.Labels), TierNames.ToText(tiers.GetValueOrDefault(item.Name, Tier.Cloud))), item);

        var used = nodes.Keys.Concat(switches.Keys).ToList();
        BandKeys = [.. TierNames.All.Where(t => used.Any(u => u.Band == t))];
        if (BandKeys.Count == 0) BandKeys = ["cloud"];

        // In the order of the site file, so that the operator's own order is kept; what has no jurisdiction comes last.
        ColumnKeys = [.. site.Nodes.Select(n => ColumnOf(n.Labels)).Concat(site.Switches.Select(s => ColumnOf(s.Labels)))
            .Distinct(StringComparer.Ordinal).OrderBy(k => k == MapLayout.Unknown)];
        if (ColumnKeys.Count == 0) ColumnKeys = [MapLayout.Unknown];
    }

    public IReadOnlyList<string> BandKeys { get; }

    public IReadOnlyList<string> ColumnKeys { get; }

    public IReadOnlyList<Node> Nodes(string column, string band) => nodes.TryGetValue((column, band), out var found) ? found : [];

    public IReadOnlyList<Switch> Switches(string column, string band) => switches.TryGetValue((column, band), out var found) ? found : [];

    private static string ColumnOf(IReadOnlyDictionary<string, string> labels) =>
        labels.GetValueOrDefault(LabelKeys.Jurisdiction) ?? labels.GetValueOrDefault(LabelKeys.Residency) ?? MapLayout.Unknown;

    private static void Add<T>(Dictionary<(string Column, string Band), List<T>> cells, (string Column, string Band) key, T item)
    {
        if (!cells.TryGetValue(key, out var list)) cells[key] = list = [];
        list.Add(item);
    }
}

using Continuum.Core.Sites;

namespace Dashboard.Components.Map;

/// <summary>Adds links and tethers between the things that have a place.</summary>
internal static class MapWiring
{
    public static MapScene Connect(Site site, MapScene scene)
    {
        var switchIds = scene.Switches.SelectMany(s => s.Members.Select(m => (m, s.Id))).ToDictionary(p => p.m, p => p.Id, StringComparer.Ordinal);
        var links = site.Links
            .Select(l => (Link: l, A: switchIds[l.A.Switch], B: switchIds[l.B.Switch]))
            .Where(l => l.A != l.B)
            .ToList();
        return scene with
        {
            Links = scene.Aggregated
                ? [.. links.GroupBy(l => string.CompareOrdinal(l.A, l.B) < 0 ? (l.A, l.B) : (l.B, l.A)).Select(g => Bundle(g.Key, [.. g.Select(l => l.Link)]))]
                : [.. links.Select(l => new MapLink("l:" + l.Link.A, l.A, l.B, l.Link.Name, IsEncrypted(l.Link), [l.Link.A.ToString()]))],
            Tethers = [.. Tethers(site, scene, switchIds).Distinct()],
        };
    }

    private static MapLink Bundle((string A, string B) ends, IReadOnlyList<Link> links) => new(
        "l:" + links[0].A, ends.A, ends.B, $"{links.Count} links", links.All(IsEncrypted), [.. links.Select(l => l.A.ToString())]);

    private static IEnumerable<MapTether> Tethers(Site site, MapScene scene, Dictionary<string, string> switchIds)
    {
        var nodes = site.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (var card in scene.Cards)
        {
            foreach (var attach in card.Members.Select(m => nodes[m].Attach).OfType<Attachment>())
                if (switchIds.TryGetValue(attach.Switch, out var id)) yield return new MapTether(card.Id, id);
        }
    }

    private static bool IsEncrypted(Link link) => link.Labels.GetValueOrDefault(LabelKeys.Encrypted) == "true";
}

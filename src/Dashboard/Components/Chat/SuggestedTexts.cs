using System.Globalization;
using Continuum.Core.Sites;

namespace Dashboard.Components.Chat;

/// <summary>First sentences made from the site's own names, so that each of them means something here.</summary>
internal static class SuggestedTexts
{
    public static IReadOnlyList<string> For(Site site)
    {
        string?[] texts = [Residency(site), Path(site), Objective(site), Question(site)];
        return [.. texts.OfType<string>()];
    }

    private static string? Residency(Site site)
    {
        var held = site.Workloads.Where(w => w.Labels.ContainsKey(LabelKeys.Data) && w.Node is not null)
            .Select(w => (Class: w.Labels[LabelKeys.Data], Country: Jurisdiction(site.FindNode(w.Node!)?.Labels)))
            .Where(h => h.Country is not null)
            .GroupBy(h => h.Class).OrderByDescending(g => g.Count()).FirstOrDefault();
        if (held is null) return null;
        var country = held.GroupBy(h => h.Country!).OrderByDescending(g => g.Count()).First().Key;
        return $"Everything with {held.Key} data must stay in {CountryName(country)}.";
    }

    private static string? Path(Site site)
    {
        var placed = site.Workloads.Where(w => w.Node is not null).ToList();
        var pair = placed.SelectMany(a => placed.Where(b => b.Node != a.Node).Select(b => (a, b))).FirstOrDefault();
        if (pair.a is null) return null;
        var ends = new[] { Jurisdiction(site.FindNode(pair.a.Node!)?.Labels), Jurisdiction(site.FindNode(pair.b.Node!)?.Labels) };
        var other = site.Switches.Select(s => Jurisdiction(s.Labels)).FirstOrDefault(c => c is not null && !ends.Contains(c));
        return other is null
            ? $"Traffic from {pair.a.Name} to {pair.b.Name} must only use encrypted links."
            : $"Traffic from {pair.a.Name} to {pair.b.Name} must never cross a switch in {CountryName(other)}.";
    }

    private static string? Objective(Site site) =>
        site.Services.Count == 0 ? null : $"{site.Services[0].Name} must answer its first token within 300 ms.";

    private static string? Question(Site site) =>
        site.Nodes.Count == 0 ? null : $"What runs on {site.Nodes[0].Name}?";

    private static string? Jurisdiction(IReadOnlyDictionary<string, string>? labels) => labels?.GetValueOrDefault(LabelKeys.Jurisdiction);

    private static string CountryName(string code)
    {
        try
        {
            return new RegionInfo(code).EnglishName is { Length: > 0 } name && code.Length == 2 ? Article(name) : code;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    private static string Article(string name) => name is "United States" or "United Kingdom" or "Netherlands" ? "the " + name : name;
}

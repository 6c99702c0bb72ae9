using Continuum.Core.Sites;
using Continuum.Knowledge.Offline.Lexicon;

namespace Continuum.Knowledge.Offline.Frames;

/// <summary>Sentences that fit the operator's own site.</summary>
internal static class Examples
{
    public static IReadOnlyList<string> For(Site site)
    {
        var examples = new List<string>();
        var country = site.Nodes.SelectMany(n => n.ValuesOf(LabelKeys.Jurisdiction)).Where(Countries.IsCode).GroupBy(c => c, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => Countries.NameOf(g.Key)).FirstOrDefault();
        if (site.Workloads.Count > 0)
            examples.Add(country is null ? $"Run {site.Workloads[0].Name} only on {site.Nodes.FirstOrDefault()?.Name ?? "cloud nodes"}" : $"Keep {site.Workloads[0].Name} in {country}");
        if (site.Workloads.Count > 1 && site.Switches.Count > 0)
            examples.Add($"Traffic between {site.Workloads[0].Name} and {site.Workloads[1].Name} must avoid switch {site.Switches[^1].Name}");
        if (site.Workloads.Count > 2) examples.Add($"{site.Workloads[2].Name} must not talk to {site.Workloads[0].Name}");
        if (site.Services.Count > 0) examples.Add($"{site.Services[0].Name} must answer its first token within 500 ms");
        return examples;
    }
}

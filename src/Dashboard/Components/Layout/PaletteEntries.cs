using Continuum.Core.Sites;
using Continuum.Orchestration.Lifecycle;
using Dashboard.Components.Plans;
using MudBlazor;

namespace Dashboard.Components.Layout;

/// <summary>Something that the palette can do.</summary>
/// <param name="Kind">page, node, switch, workload, service, intent or say.</param>
/// <param name="Title">What is written.</param>
/// <param name="Detail">In small print.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Href">Where it leads; null for an action.</param>
public sealed record PaletteEntry(string Kind, string Title, string? Detail, string Icon, string? Href);

/// <summary>What the palette finds.</summary>
internal static class PaletteEntries
{
    private const int Most = 12;

    public static IReadOnlyList<PaletteEntry> Find(string text, Site site, IReadOnlyList<IntentRecord> intents)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = All(site, intents)
            .Where(e => words.All(w => e.Title.Contains(w, StringComparison.OrdinalIgnoreCase) || e.Kind.Contains(w, StringComparison.OrdinalIgnoreCase)))
            .OrderByDescending(e => words.Length > 0 && e.Title.StartsWith(words[0], StringComparison.OrdinalIgnoreCase))
            .Take(Most).ToList();

        // Whatever is more than a name may be something to say.
        if (words.Length > 2 || (words.Length > 0 && found.Count == 0)) found.Add(new PaletteEntry("say", text.Trim(), "say it in the chat", Icons.Material.Outlined.ChatBubbleOutline, null));
        return found;
    }

    private static IEnumerable<PaletteEntry> All(Site site, IReadOnlyList<IntentRecord> intents) =>
    [
        .. ConsolePages.All.Select(p => new PaletteEntry("page", p.Title, null, p.Icon, p.Href)),
        new("page", "Break something", "lab controls", Icons.Material.Outlined.Science, "/settings/lab"),
        new("page", "Access: people and keys", null, Icons.Material.Outlined.Key, "/settings/access"),
        .. site.Services.Select(s => new PaletteEntry("service", s.Name, s.Model, Icons.Material.Outlined.ViewWeek, $"/services/{Uri.EscapeDataString(s.Name)}")),
        .. site.Nodes.Select(n => new PaletteEntry("node", n.Name, TierNames.ToText(n.Tier), Icons.Material.Outlined.Memory, $"/?sel={Uri.EscapeDataString("n:" + n.Name)}")),
        .. site.Switches.Select(s => new PaletteEntry("switch", s.Name, null, Icons.Material.Outlined.Lan, $"/?sel={Uri.EscapeDataString("s:" + s.Name)}")),
        .. site.Workloads.Select(w => new PaletteEntry("workload", w.Name, w.Node is null ? "not placed" : $"on {string.Join(", ", w.StandsOn)}", Icons.Material.Outlined.Widgets, w.Node is null ? "/" : $"/?sel={Uri.EscapeDataString("n:" + w.Node)}")),
        .. intents.Reverse().Select(i => new PaletteEntry("intent", $"Intent {i.Id}: {(i.Words.Count > 0 ? ShortWords.Of(i.Words[0]) : i.Text)}", i.State.ToString(), Icons.Material.Outlined.Forum, $"/intents/{i.Id}")),
    ];
}

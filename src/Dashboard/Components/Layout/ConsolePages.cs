using MudBlazor;

namespace Dashboard.Components.Layout;

/// <summary>A page of the rail.</summary>
/// <param name="Title">Its word.</param>
/// <param name="Href">Its address.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Letter">Pressed after g.</param>
/// <param name="Primary">Whether a phone's bottom bar has room for it.</param>
public sealed record ConsolePage(string Title, string Href, string Icon, string Letter, bool Primary);

/// <summary>The pages, in the rail's order.</summary>
public static class ConsolePages
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<ConsolePage> All =
    [
        new("Overview", "/", Icons.Material.Outlined.Hub, "o", true),
        new("Intents", "/intents", Icons.Material.Outlined.Forum, "i", true),
        new("Services", "/services", Icons.Material.Outlined.ViewWeek, "s", true),
        new("Reconfigurations", "/reconfigurations", Icons.Material.Outlined.SwapHoriz, "r", false),
        new("Nodes", "/nodes", Icons.Material.Outlined.Memory, "n", true),
        new("Network", "/network", Icons.Material.Outlined.Lan, "w", false),
        new("Compliance", "/compliance", Icons.Material.Outlined.VerifiedUser, "c", false),
        new("Audit", "/audit", Icons.Material.Outlined.ReceiptLong, "a", false),
        new("Settings", "/settings", Icons.Material.Outlined.Settings, "t", false),
    ];
}

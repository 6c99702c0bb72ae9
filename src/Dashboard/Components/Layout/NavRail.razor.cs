using System.Globalization;
using Continuum.Core.Intents;
using Continuum.Orchestration.Drivers;
using Dashboard.Components.Chat;
using Dashboard.Components.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Layout;

/// <summary>The pages, with the counts that call for a look.</summary>
public sealed partial class NavRail : LiveComponent
{
    private bool more;
    private int waiting;
    private int active;
    private int moving;

    /// <inheritdoc/>
    protected override LiveSources Sources => LiveSources.Intents | LiveSources.Reconfigurations | LiveSources.Site;

    [Inject]
    private IServingDriver Serving { get; set; } = default!;

    [Inject]
    private ChatFocus Focus { get; set; } = default!;

    /// <inheritdoc/>
    protected override void Refresh()
    {
        waiting = Feed.Intents.Count(i => i.State is IntentState.AwaitingApproval or IntentState.Clarifying || i.Change?.Verdict?.Passed == true);
        active = Feed.Intents.Count(i => IntentLifecycle.Binds(i.State));
        moving = Serving.Reconfigurations.Count(r => r.State is not (ReconfigurationState.Done or ReconfigurationState.Aborted));
    }

    private Count CountOf(string href) => href switch
    {
        "/intents" when waiting > 0 => new(Text(waiting), "waiting for you", true),
        "/intents" => new(Text(active), "active", false),
        "/services" => new(Text(Feed.Site.Site.Services.Count), "services", false),
        "/reconfigurations" when moving > 0 => new(Text(moving), "running", true),
        "/nodes" => new(Text(Feed.Site.Site.Nodes.Count), "nodes", false),
        _ => default,
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Count(string? Text, string? Meaning, bool Calls);
}

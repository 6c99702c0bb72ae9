using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Configuration;

/// <summary>Which plans need no person, and what happens when drift is noticed.</summary>
public sealed partial class ApprovalSettings
{
    private static readonly (string Kind, string Words)[] Kinds =
    [
        ("placement", "Placement: where workloads run"),
        ("path", "Path: what packets cross"),
        ("isolation", "Isolation: who may not talk"),
        ("service", "Service: where a model's stages live and how fast it answers"),
    ];

    private HashSet<string> chosen = [];
    private DriftMode drift;
    private bool busy;
    private bool failed;
    private string? said;

    [Inject]
    private IConsoleSettings Settings { get; set; } = default!;

    [Inject]
    private CurrentUser User { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        chosen = [.. Settings.Current.AutoApprove];
        drift = Settings.Current.Drift;
    }

    private void Set(string kind, bool on)
    {
        if (on) chosen.Add(kind);
        else chosen.Remove(kind);
        said = null;
    }

    private async Task SaveAsync()
    {
        (busy, said) = (true, null);
        var refusal = await Attempt.RunAsync(async () => await Settings.SaveAsync(
            new ConsoleSettings([.. Kinds.Select(k => k.Kind).Where(chosen.Contains)], drift), await User.DemandAsync(ConsolePolicies.Administrator), CancellationToken.None));
        (busy, failed, said) = (false, refusal is not null, refusal ?? "Saved.");
    }
}

using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Configuration;

/// <summary>Which programs may call.</summary>
public sealed partial class KeySettings
{
    private IReadOnlyList<AccessKey> keys = [];
    private string name = "";
    private string role = ConsolePolicies.Viewer;
    private bool approve;
    private string? secret;
    private string? error;

    [Inject]
    private IAccessDirectory Access { get; set; } = default!;

    [Inject]
    private CurrentUser User { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() => keys = Access.Keys();

    private async Task CreateAsync()
    {
        secret = null;
        error = await Attempt.RunAsync(async () => secret = await Access.CreateKeyAsync(name.Trim(), role, approve, await User.DemandAsync(ConsolePolicies.Administrator), CancellationToken.None));
        if (error is null) name = "";
        keys = Access.Keys();
    }

    private async Task RevokeAsync(AccessKey key)
    {
        secret = null;
        error = await Attempt.RunAsync(async () => await Access.RevokeKeyAsync(key.Id, await User.DemandAsync(ConsolePolicies.Administrator), CancellationToken.None));
        keys = Access.Keys();
    }
}

using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Components.Configuration;

/// <summary>Who may sign in, and as what.</summary>
public sealed partial class UserSettings
{
    internal static readonly string[] Roles = [ConsolePolicies.Viewer, ConsolePolicies.Operator, ConsolePolicies.Administrator];

    private IReadOnlyList<AccessUser> users = [];
    private string name = "";
    private string password = "";
    private string newRole = ConsolePolicies.Viewer;
    private string? said;
    private bool failed;

    [Inject]
    private IAccessDirectory Access { get; set; } = default!;

    [Inject]
    private CurrentUser User { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnInitialized() => users = Access.Users();

    private Task ChangeAsync(AccessUser user, string role, bool disabled) => DoAsync($"{user.Name} is {role} now{(disabled ? ", and may not sign in" : "")}.",
        actor => Access.ChangeUserAsync(user.Name, role, disabled, actor, CancellationToken.None));

    private async Task AddAsync()
    {
        var added = name.Trim();
        await DoAsync($"{added} may sign in.", actor => Access.AddUserAsync(added, password, newRole, actor, CancellationToken.None));
        password = "";
        if (!failed) name = "";
    }

    private async Task DoAsync(string done, Func<string, Task> action)
    {
        var refusal = await Attempt.RunAsync(async () => await action(await User.DemandAsync(ConsolePolicies.Administrator)));
        (failed, said) = (refusal is not null, refusal ?? done);
        users = Access.Users();
    }
}

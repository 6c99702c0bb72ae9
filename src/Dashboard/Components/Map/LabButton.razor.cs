using Dashboard.Components.Actions;
using Dashboard.Components.Contracts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Map;

/// <summary>One way to break the lab or to mend it.</summary>
public sealed partial class LabButton
{
    private bool busy;

    /// <summary>What it does.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Whether it breaks something.</summary>
    [Parameter]
    public bool Danger { get; set; }

    /// <summary>What is done, with the actor's name.</summary>
    [Parameter, EditorRequired]
    public required Func<ILabControls, string, Task> Act { get; set; }

    [Inject]
    private ILabControls Lab { get; set; } = default!;

    [Inject]
    private CurrentUser User { get; set; } = default!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = default!;

    private async Task RunAsync()
    {
        busy = true;
        var refusal = await Attempt.RunAsync(async () => await Act(Lab, await User.DemandAsync(ConsolePolicies.Administrator)));
        busy = false;
        Snackbar.Add(refusal ?? $"Done: {Label}. The console is not told; watch it notice.", refusal is null ? Severity.Normal : Severity.Error);
    }
}

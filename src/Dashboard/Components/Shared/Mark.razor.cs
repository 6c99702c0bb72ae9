using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Dashboard.Components.Shared;

/// <summary>What a state means to an operator.</summary>
public enum Meaning
{
    /// <summary>Nothing to say.</summary>
    Neutral,

    /// <summary>Read back, and it holds.</summary>
    Proven,

    /// <summary>On its way.</summary>
    Moving,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>It does not hold.</summary>
    Violated,
}

/// <summary>A meaning, by icon, word and colour at once.</summary>
public sealed partial class Mark
{
    /// <summary>What it means.</summary>
    [Parameter, EditorRequired]
    public Meaning Is { get; set; }

    /// <summary>The word; that of the meaning when absent.</summary>
    [Parameter]
    public string? Word { get; set; }

    private string Class => Is switch
    {
        Meaning.Proven => "proven",
        Meaning.Moving => "moving",
        Meaning.Warning => "warning",
        Meaning.Violated => "violated",
        _ => "neutral",
    };

    private string DefaultWord => Is.ToString().ToLowerInvariant();

    private string IconOf => Is switch
    {
        Meaning.Proven => Icons.Material.Filled.Check,
        Meaning.Moving => Icons.Material.Filled.SwapHoriz,
        Meaning.Warning => Icons.Material.Filled.WarningAmber,
        Meaning.Violated => Icons.Material.Filled.Close,
        _ => Icons.Material.Outlined.Circle,
    };
}
